import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { checkRequest, type RuleFault } from './check.ts';
import { decodeJson } from './decode-json.ts';
import { decodeProtobuf } from './decode-protobuf.ts';
import type { DecodedMessage, DecodeFault } from './decoded.ts';
import { loadMessages } from './messages.ts';

export type OtlpSignal = 'traces' | 'metrics' | 'logs';

/** One departure from the OTLP specification. */
export interface OtlpFault {
  /** Index in `requests`. */
  readonly request: number;
  readonly kind:
    | 'path'
    | 'method'
    | 'content_type'
    | 'encoding'
    | 'undecodable'
    | DecodeFault['kind']
    | RuleFault['kind'];
  /** Path inside the message, or the header concerned; empty for the request as a whole. */
  readonly where: string;
  readonly what: string;
}

/** A request after reading: its message, or the status it is refused with. */
export interface ReadRequest {
  readonly signal: OtlpSignal | undefined;
  readonly format: 'json' | 'protobuf';
  readonly body: Uint8Array;
  readonly message: DecodedMessage | undefined;
  readonly faults: readonly OtlpFault[];
  readonly refusal: number | undefined;
}

const PATHS: Readonly<Record<string, readonly [OtlpSignal, string]>> = {
  '/v1/traces': ['traces', 'ExportTraceServiceRequest'],
  '/v1/metrics': ['metrics', 'ExportMetricsServiceRequest'],
  '/v1/logs': ['logs', 'ExportLogsServiceRequest'],
};

const formatOf = (contentType: string): 'json' | 'protobuf' | undefined => {
  const [mime] = contentType.toLowerCase().split(';');
  if (mime?.trim() === 'application/x-protobuf') return 'protobuf';
  return mime?.trim() === 'application/json' ? 'json' : undefined;
};

const words = (error: unknown): string => (error instanceof Error ? error.message : 'unreadable');

/** Makes the reader of one receiver. */
export function createRequestReader(): (request: IncomingMessage, raw: Buffer, index: number) => ReadRequest {
  const types = loadMessages();
  return (request, raw, index) => {
    const contentType = request.headers['content-type'] ?? '';
    const format = formatOf(contentType);
    const [signal, messageName] = PATHS[request.url ?? ''] ?? [];
    const base = { signal, format: format ?? ('protobuf' as const), message: undefined };
    const refuse = (
      refusal: number,
      kind: OtlpFault['kind'],
      where: string,
      what: string,
      body = raw,
    ): ReadRequest => ({
      ...base,
      body,
      faults: [{ request: index, kind, where, what }],
      refusal,
    });
    if (messageName === undefined)
      return refuse(404, 'path', '', 'only /v1/traces, /v1/metrics and /v1/logs are defined');
    if (request.method !== 'POST') return refuse(405, 'method', '', 'only POST is defined');
    if (!format)
      return refuse(415, 'content_type', 'content-type', 'must be application/x-protobuf or application/json');
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'gzip' && encoding !== 'identity')
      return refuse(415, 'encoding', 'content-encoding', 'must be gzip or absent');
    let body = raw;
    try {
      if (encoding === 'gzip') body = gunzipSync(raw);
      const decode = format === 'json' ? decodeJson : decodeProtobuf;
      const { message, faults } = decode(types, messageName, body);
      const all = [...faults, ...checkRequest(message)];
      const numbered = all.map(({ kind, where, what }) => ({ request: index, kind, where, what }));
      return { ...base, body, message, faults: numbered, refusal: undefined };
    } catch (error) {
      return refuse(400, 'undecodable', '', words(error), body);
    }
  };
}
