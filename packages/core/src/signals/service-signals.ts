import type { InstrumentSpec } from './instrument-spec.ts';

// Bounds of http.server.request.duration in the OpenTelemetry semantic conventions for HTTP metrics.
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;

const outcome = ['success', 'failure'] as const;

/** Metrics of the service itself, its dependencies and jobs. */
export const serviceSignals = {
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
      'error.type': 'status code or error class, at most 50 of an application, else _OTHER',
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
      'error.type': 'status code or error class, at most 50 of an application, else _OTHER',
    },
  },
  'plumbline.requests.refused_ids': {
    kind: 'counter',
    unit: '{request}',
    help: 'Incoming x-request-id values that were replaced.',
    layer: 'reliability',
    labels: { reason: ['length', 'charset', 'repeated', 'secret'] },
  },
  'plumbline.requests.refused_trace_context': {
    kind: 'counter',
    unit: '{header}',
    help: 'Traceparent and tracestate headers of requests and messages that were not taken over.',
    layer: 'reliability',
    labels: {
      header: ['traceparent', 'tracestate'],
      reason: ['repeated', 'malformed', 'version', 'zero_id', 'too_many', 'no_parent'],
    },
  },
  'plumbline.requests.unattributed': {
    kind: 'counter',
    unit: '{request}',
    help: 'Outgoing requests that carry no IDs because it could not be told which request made them.',
    layer: 'reliability',
    labels: {},
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
} as const satisfies Record<string, InstrumentSpec>;
