import { dropReasons } from './drops.ts';

/** The layer of the brief that a signal serves. They share one request context and are never mixed. */
export type Layer = 'reliability' | 'product' | 'audit' | 'telemetry';

/** One metric: the source of instruments, documentation, rules and checks. */
export interface InstrumentSpec {
  readonly kind: 'counter' | 'updowncounter' | 'histogram' | 'gauge';
  /** UCUM unit, or a count of annotated things such as `{event}`. */
  readonly unit: string;
  readonly help: string;
  /** Label names with their closed list of values; a string says which bounded source the values come from. */
  readonly labels: Readonly<Record<string, readonly string[] | string>>;
  readonly layer: Layer;
  /** Bucket bounds of a histogram, in its unit. */
  readonly boundaries?: readonly number[];
}

// Bounds of http.server.request.duration in the OpenTelemetry semantic conventions for HTTP metrics.
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;

const reasons = Object.keys(dropReasons);
const outcome = ['success', 'failure'] as const;

/** Every metric that the packages emit. Names follow OpenTelemetry; `http.*` follow its semantic conventions. */
export const signals = {
  'http.server.request.duration': {
    kind: 'histogram',
    unit: 's',
    help: 'Duration of HTTP server requests.',
    layer: 'reliability',
    boundaries: SECONDS,
    labels: {
      'http.request.method': 'known methods, else _OTHER',
      'http.route': 'route patterns, else unmatched',
      'http.response.status_code': 'status codes',
      'url.scheme': ['http', 'https'],
      'error.type': 'status code or error class',
    },
  },
  'http.client.request.duration': {
    kind: 'histogram',
    unit: 's',
    help: 'Duration of HTTP client requests.',
    layer: 'reliability',
    boundaries: SECONDS,
    labels: {
      'http.request.method': 'known methods, else _OTHER',
      'server.address': 'propagation allowlist, else other',
      'http.response.status_code': 'status codes',
      'error.type': 'status code or error class',
    },
  },
  'plumbline.requests.refused_ids': {
    kind: 'counter',
    unit: '{request}',
    help: 'Incoming x-request-id values that were replaced.',
    layer: 'reliability',
    labels: { reason: ['length', 'charset', 'repeated', 'secret'] },
  },
  'plumbline.identity.misuse': {
    kind: 'counter',
    unit: '{call}',
    help: 'Calls of identify outside a request or with an unusable ID.',
    layer: 'reliability',
    labels: {},
  },
  'plumbline.log.lines': {
    kind: 'counter',
    unit: '{line}',
    help: 'Log lines made, with those that the destination did not take.',
    layer: 'reliability',
    labels: { level: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] },
  },
  'plumbline.log.failures': {
    kind: 'counter',
    unit: '{line}',
    help: 'Log calls whose values could not be read as they were, and copies of lines that failed.',
    layer: 'reliability',
    labels: {},
  },
  'plumbline.log.suppressed': {
    kind: 'counter',
    unit: '{line}',
    help: 'Log lines left out on purpose: identical ones above their rate, and those of traces that are not sampled.',
    layer: 'reliability',
    labels: { reason: ['repeated', 'sampled'], level: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] },
  },
  'plumbline.log.lost': {
    kind: 'counter',
    unit: '{line}',
    help: 'Log lines that the destination did not take.',
    layer: 'reliability',
    labels: { reason: ['reader_gone', 'no_space', 'closed', 'refused'] },
  },
  'plumbline.redactions': {
    kind: 'counter',
    unit: '{value}',
    help: 'Values that redaction removed.',
    layer: 'reliability',
    labels: { rule: 'rule IDs of @plumbline/redact', sink: ['log', 'span', 'error', 'audit'] },
  },
  'plumbline.dependency.calls': {
    kind: 'counter',
    unit: '{call}',
    help: 'Calls of dependencies such as mail, blob storage or a database.',
    layer: 'reliability',
    labels: { dependency: 'declared dependencies', operation: 'declared operations', outcome },
  },
  'plumbline.dependency.duration': {
    kind: 'histogram',
    unit: 's',
    help: 'Duration of dependency calls.',
    layer: 'reliability',
    boundaries: SECONDS,
    labels: { dependency: 'declared dependencies', outcome },
  },
  'plumbline.dependency.up': {
    kind: 'gauge',
    unit: '1',
    help: '1 while the last health check of the dependency passed, else 0.',
    layer: 'reliability',
    labels: { dependency: 'declared checks' },
  },
  'plumbline.auth.attempts': {
    kind: 'counter',
    unit: '{attempt}',
    help: 'Authentication attempts.',
    layer: 'reliability',
    labels: { outcome, reason: ['none', 'bad_credentials', 'locked', 'expired', 'forbidden', 'error'] },
  },
  'plumbline.job.runs': {
    kind: 'counter',
    unit: '{run}',
    help: 'Runs of background jobs.',
    layer: 'reliability',
    labels: { job: 'declared jobs', outcome },
  },
  'plumbline.job.duration': {
    kind: 'histogram',
    unit: 's',
    help: 'Duration of background jobs.',
    layer: 'reliability',
    boundaries: SECONDS,
    labels: { job: 'declared jobs', outcome },
  },
  'plumbline.usage.actions': {
    kind: 'counter',
    unit: '{action}',
    help: 'Product actions, aggregate and without identity.',
    layer: 'product',
    labels: { action: 'names of the event catalog' },
  },
  'plumbline.events.accepted': {
    kind: 'counter',
    unit: '{event}',
    help: 'Product events accepted for delivery.',
    layer: 'telemetry',
    labels: { source: ['api', 'web', 'worker', 'cli'] },
  },
  'plumbline.events.refused': {
    kind: 'counter',
    unit: '{event}',
    help: 'Product events refused before acceptance.',
    layer: 'telemetry',
    labels: { reason: reasons },
  },
  'plumbline.events.delivered': {
    kind: 'counter',
    unit: '{event}',
    help: 'Product events a destination confirmed.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.events.lost': {
    kind: 'counter',
    unit: '{event}',
    help: 'Accepted product events that will never arrive.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters', reason: reasons },
  },
  'plumbline.events.retries': {
    kind: 'counter',
    unit: '{attempt}',
    help: 'Batches sent again.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.events.pending': {
    kind: 'gauge',
    unit: '{event}',
    help: 'Accepted product events that still wait.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.events.recovered': {
    kind: 'counter',
    unit: '{event}',
    help: 'Product events that an earlier process had accepted and this one found in its spool.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.events.spool_size': {
    kind: 'gauge',
    unit: 'By',
    help: 'Size of the spool of product events on disk.',
    layer: 'telemetry',
    labels: {},
  },
  'plumbline.events.oldest_age': {
    kind: 'gauge',
    unit: 's',
    help: 'Age of the oldest product event that a destination has not confirmed.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.events.breaker': {
    kind: 'gauge',
    unit: '1',
    help: 'State of a destination: 0 served, 1 tried with one batch, 2 left alone after failures.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.events.quarantined': {
    kind: 'counter',
    unit: '{event}',
    help: 'Refused product events that were kept aside to be read again after a deployment.',
    layer: 'telemetry',
    labels: { reason: ['unknown_version'] },
  },
  'plumbline.egress.expired': {
    kind: 'gauge',
    unit: '1',
    help: '1 while the approval of a destination in the egress lockfile has expired, else 0.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.ingest.requests': {
    kind: 'counter',
    unit: '{request}',
    help: 'Batches that browsers posted.',
    layer: 'telemetry',
    labels: { status: ['202', '400', '403', '405', '413', '415', '429', '503'] },
  },
  'plumbline.audit.recorded': {
    kind: 'counter',
    unit: '{record}',
    help: 'Audit records accepted into the spool.',
    layer: 'audit',
    labels: { action: 'declared actions', outcome: ['success', 'denied', 'failed'] },
  },
  'plumbline.audit.stored': {
    kind: 'counter',
    unit: '{record}',
    help: 'Audit records that the store confirmed.',
    layer: 'audit',
    labels: {},
  },
  'plumbline.audit.refused': {
    kind: 'counter',
    unit: '{record}',
    help: 'Audit records refused before acceptance.',
    layer: 'audit',
    labels: { reason: ['undeclared_action', 'invalid_field', 'oversized', 'spool_unwritable', 'closed'] },
  },
  'plumbline.audit.lost': {
    kind: 'counter',
    unit: '{record}',
    help: 'Accepted audit records that will never reach the store.',
    layer: 'audit',
    labels: { reason: ['memory_full', 'shutdown', 'corrupt'] },
  },
  'plumbline.audit.store_failures': {
    kind: 'counter',
    unit: '{attempt}',
    help: 'Attempts to store audit records that failed and will be repeated.',
    layer: 'audit',
    labels: {},
  },
  'plumbline.audit.pending': {
    kind: 'gauge',
    unit: '{record}',
    help: 'Audit records in the spool that the store has not confirmed.',
    layer: 'audit',
    labels: {},
  },
  'plumbline.audit.oldest_age': {
    kind: 'gauge',
    unit: 's',
    help: 'Age of the oldest audit record that the store has not confirmed.',
    layer: 'audit',
    labels: {},
  },
  'plumbline.otel.export_failures': {
    kind: 'counter',
    unit: '{export}',
    help: 'Exports of traces, metrics or logs that failed.',
    layer: 'telemetry',
    labels: { signal: ['traces', 'metrics', 'logs'] },
  },
  'plumbline.otel.dropped': {
    kind: 'counter',
    unit: '{item}',
    help: 'Spans and log records that were dropped because the queue was full or redaction failed.',
    layer: 'telemetry',
    labels: { signal: ['traces', 'logs'], reason: ['queue_full', 'redaction_failed'] },
  },
  'plumbline.errors.captured': {
    kind: 'counter',
    unit: '{error}',
    help: 'Errors sent to the error tracker.',
    layer: 'reliability',
    labels: {},
  },
  'plumbline.errors.lost': {
    kind: 'counter',
    unit: '{error}',
    help: 'Captured errors that never reached the error tracker.',
    layer: 'telemetry',
    labels: { reason: reasons },
  },
  'plumbline.metrics.other_labels': {
    kind: 'counter',
    unit: '{measurement}',
    help: 'Measurements whose label value is outside its closed list and was recorded as `other`.',
    layer: 'telemetry',
    labels: { instrument: 'guarded instruments', label: 'guarded labels' },
  },
} as const satisfies Record<string, InstrumentSpec>;

/** Name of a metric in {@link signals}. */
export type SignalName = keyof typeof signals;
