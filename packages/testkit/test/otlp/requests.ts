import { readFileSync } from 'node:fs';

/** Requests that the OTLP exporters of OpenTelemetry JS 0.301 sent, as they were recorded. */
export const exporterRequests = (
  format: 'protobuf' | 'json',
): readonly { readonly path: string; readonly type: string; readonly body: Buffer }[] => {
  const file = new URL('../fixtures/otlp-exporters.json', import.meta.url);
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Record<
    string,
    { path: string; type: string; body: string }[]
  >;
  return (recorded[format] ?? []).map(({ path, type, body }) => ({ path, type, body: Buffer.from(body, 'base64') }));
};

export const post = (url: string, body: Uint8Array, headers: Record<string, string>): Promise<Response> =>
  fetch(url, { method: 'POST', body: Buffer.from(body), headers });

export const postJson = (url: string, body: unknown): Promise<Response> =>
  post(url, Buffer.from(JSON.stringify(body)), { 'content-type': 'application/json' });

type Fields = Readonly<Record<string, unknown>>;

/** A valid export of one span, with some of its fields replaced; undefined leaves a field out. */
export const traceWith = (span: Fields): Fields => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'one' } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              name: 'work',
              kind: 1,
              startTimeUnixNano: '1700000000000000000',
              endTimeUnixNano: '1700000000000000001',
              ...span,
            },
          ],
        },
      ],
    },
  ],
});

/** An export of one metric. */
export const metricWith = (metric: Fields, resource: Record<string, string> = {}): Fields => ({
  resourceMetrics: [
    {
      resource: {
        attributes: Object.entries(resource).map(([key, stringValue]) => ({ key, value: { stringValue } })),
      },
      scopeMetrics: [{ metrics: [{ name: 'm', ...metric }] }],
    },
  ],
});

/** An export of one log record. */
export const logWith = (record: Fields): Fields => ({
  resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: '1', body: { stringValue: 'x' }, ...record }] }] }],
});
