import { type AdapterOptions, type Allowlist, originFault, PlumblineError } from '@plumbline/core';

/** `counters` sends numbers alone; `log-events` sends each event as a log record. */
export type OtlpMode = 'counters' | 'log-events';

/** What is read of a catalog: the class of each field. The one of `@plumbline/schema` fits. */
export interface OtlpCatalog {
  readonly dimensions: Readonly<Record<string, readonly string[]>>;
  readonly events: Readonly<Record<string, { readonly fields: Readonly<Record<string, { readonly class: string }>> }>>;
}

/** Options of `otlp`. */
export interface OtlpOptions extends AdapterOptions {
  /** Origin of the receiver, such as `https://collector.example:4318`; OTLP's own paths follow it. */
  readonly endpoint: string;
  readonly mode: OtlpMode;
  /** `service.name` of everything that is sent. */
  readonly service: string;
  /** Judges `allow`: counters take closed lists and flags as labels, log events neither free text nor raw IDs. */
  readonly catalog: OtlpCatalog;
  /** Headers of each request, such as an ingestion key; their names stand in the egress lockfile. @default {} */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose receiver it is. @default 'first-party' */
  readonly party?: 'first-party' | 'third-party';
  /** Whether a log event carries the event's own ID. It says nothing of a person. @default false */
  readonly eventIds?: boolean;
}

export const kindOf = (mode: OtlpMode): 'otlp-counters' | 'otlp-events' =>
  mode === 'counters' ? 'otlp-counters' : 'otlp-events';

/** Headers that are written here, or that would change what the request is. */
const OURS = new Set(['connection', 'content-length', 'content-type', 'host', 'transfer-encoding', 'user-agent']);

const HEADER_NAME = /^[a-z\d][a-z\d-]{0,63}$/;

export const wrong = (kind: string, what: string, fix: string): PlumblineError =>
  new PlumblineError('PLB_ADAPTER_OPTION', `${kind}: ${what}`, { fix });

/** Throws unless it is an origin; a third party's is reached by https, or on this machine. */
export function checkEndpoint(kind: string, endpoint: unknown, party: string): void {
  const fault = originFault(endpoint);
  if (fault === 'no-origin') {
    throw wrong(kind, '`endpoint` is not an origin', 'Write it as `https://host:port`, without a path or credentials.');
  }
  if (party === 'third-party' && fault === 'plain-http') {
    throw wrong(kind, '`endpoint` of a third party is not https', 'Write it as `https://host`.');
  }
}

export function checkHeaderNames(kind: string, names: readonly string[]): void {
  if (names.every((name) => HEADER_NAME.test(name) && !OURS.has(name))) return;
  throw wrong(
    kind,
    '`headers` holds a name that cannot be sent',
    'Use lower-case names such as `signoz-ingestion-key`.',
  );
}

const CLOSED = new Set(['category', 'flag']);

const OPEN = new Set(['free-text', 'opaque-id']);

/** Throws for a listed field whose class this mode does not send. */
export function checkFields(kind: string, mode: OtlpMode, allow: Allowlist, catalog: OtlpCatalog | undefined): void {
  if (typeof catalog?.events !== 'object')
    throw wrong(kind, '`catalog` is missing', 'Pass the catalog of your events.');
  if (allow === 'catalog') return;
  const always = new Set(['feature', 'surface', ...Object.keys(catalog.dimensions)]);
  const fits = (name: string, field: string): boolean => {
    if (always.has(field)) return true;
    const declared = catalog.events[name]?.fields[field]?.class;
    // What the catalog does not have is refused where it is checked as a whole.
    if (declared === undefined) return true;
    return mode === 'counters' ? CLOSED.has(declared) : !OPEN.has(declared);
  };
  const faults = Object.entries(allow).flatMap(([name, fields]) =>
    fields.filter((field) => !fits(name, field)).map((field) => `${name}.${field}`),
  );
  if (faults.length === 0) return;
  const what = mode === 'counters' ? 'is no closed list and no flag' : 'is free text or a raw ID';
  throw new PlumblineError('PLB_ADAPTER_ALLOWLIST', `${kind}: a listed field ${what}: ${faults.join(', ')}`, {
    fix: 'Take it out of `allow`.',
  });
}

/** Throws for options that cannot work, before anything is opened. */
export function checkOptions(options: OtlpOptions): void {
  const { mode, endpoint, service, headers = {}, party = 'first-party', allow, catalog } = options;
  const kind = kindOf(mode);
  if (mode !== 'counters' && mode !== 'log-events') {
    throw wrong(kind, '`mode` is neither `counters` nor `log-events`', 'Choose one; for both, list two adapters.');
  }
  checkEndpoint(kind, endpoint, party);
  checkHeaderNames(kind, Object.keys(headers));
  if (typeof service !== 'string' || service.trim() === '') {
    throw wrong(kind, '`service` is empty', 'Give the name of the service.');
  }
  checkFields(kind, mode, allow, catalog);
}
