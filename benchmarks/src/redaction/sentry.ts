import type { LogRecord } from './engine.ts';

interface Request {
  readonly headers?: Record<string, string>;
  readonly url?: string;
  readonly query_string?: string;
}

/** Lists of headers as Node and fetch give them, as the object that a framework's integration makes of them. */
const headersOf = (list: readonly unknown[]): Record<string, string> => {
  const flat = list.flat(1).map(String);
  return Object.fromEntries(flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : [])));
};

/** What an application's HTTP integration would know of the request; the SDK filters it by names. */
function requestOf({ headers, url }: LogRecord): Request {
  if (Array.isArray(headers)) return { headers: headersOf(headers) };
  if (typeof url === 'string' && URL.canParse(url)) return { url, query_string: new URL(url).search.slice(1) };
  return {};
}

const extraOf = ({ msg: _msg, err: _err, ...fields }: LogRecord, request: Request): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !(name in request)));

/**
 * `@sentry/node` as it comes: no `beforeSend`, default data collection. A record is an event with its fields as
 * `extra`; what belongs to a request is handed over as one. The transport keeps the envelope, which is what would leave.
 * Deduplication is off, or every second event of the same message would not be sent.
 */
export async function openSentry(): Promise<{
  readonly write: (record: LogRecord) => Promise<string>;
  readonly bare: (record: LogRecord) => Promise<string>;
}> {
  const sentry = await import('@sentry/node');
  let keep: (envelope: string) => void = () => undefined;
  sentry.init({
    dsn: 'https://public@127.0.0.1/1',
    transport: () => ({
      send: async (envelope) => {
        keep(JSON.stringify(envelope));
        return {};
      },
      flush: async () => true,
    }),
    integrations: (defaults) => defaults.filter(({ name }) => name !== 'Dedupe'),
  });
  const send = (record: LogRecord, request: Request): Promise<string> =>
    new Promise((resolve) => {
      keep = resolve;
      sentry.withIsolationScope((scope) => {
        scope.setSDKProcessingMetadata({ normalizedRequest: request });
        const hint = { extra: extraOf(record, request) };
        if (record.err === undefined) sentry.captureMessage(record.msg, hint);
        else sentry.captureException(record.err, hint);
      });
    });
  return { write: (record) => send(record, requestOf(record)), bare: (record) => send(record, {}) };
}
