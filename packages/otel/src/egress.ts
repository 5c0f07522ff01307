import { type SignalAttribute, type SignalEgress, signals, wireLabel } from '@plumbline/core';
import { isLoopback, type PrometheusOptions, readPrometheus } from './prometheus-options.ts';
import { ALL_SIGNALS, type OtelSignal } from './signals.ts';

export interface OtelEgressOptions {
  /** Whose collector it is. @default 'undeclared' */
  readonly party?: SignalEgress['party'];
}

type Attributes = readonly SignalAttribute[];

const each = (privacy: string, transform: string, names: readonly string[]): Attributes =>
  names.map((name) => ({ name, class: privacy, transform }));

const RESOURCE: Attributes = each('technical', 'identity', [
  'resource.service.name',
  'resource.service.version',
  'resource.deployment.environment.name',
  'resource.telemetry.sdk.language',
  'resource.telemetry.sdk.name',
  'resource.telemetry.sdk.version',
  // Those that OTEL_RESOURCE_ATTRIBUTES may add: a closed list of names under these.
  'resource.cloud.*',
  'resource.container.image.name',
  'resource.k8s.*',
  'resource.service.instance.id',
  'resource.service.namespace',
  'scope.name',
  'scope.version',
]);

const LABELS = [...new Set(Object.values(signals).flatMap(({ labels }) => Object.keys(labels).map(wireLabel)))];

const OF_SIGNAL: Readonly<Record<OtelSignal, Attributes>> = {
  traces: [
    ...each('technical', 'identity', [
      'trace_id',
      'span_id',
      'parent_span_id',
      'flags',
      'kind',
      'links',
      'dropped_counts',
      'status.code',
      'http.request.method',
      'http.response.status_code',
      'url.scheme',
      'network.protocol.version',
      'server.address',
      'server.port',
      'error.type',
      'messaging.operation.name',
      'messaging.operation.type',
      'messaging.system',
      'plumbline.sampling.reason',
      'plumbline.sampling.lost_spans',
    ]),
    ...each('time', 'identity', ['start_time', 'end_time', 'event.time']),
    ...each('category', 'pattern', ['http.route']),
    ...each('opaque-id', 'identity', ['http.response.header.x-request-id']),
    ...each('category', 'redacted', ['messaging.destination.name']),
    // After `identify` only, and never an ID.
    ...each('pseudonymous', 'identity', ['user.hash']),
    ...each('category', 'redacted', ['user.roles']),
    // A hash of class and frames: the same for the same fault, whoever met it.
    ...each('technical', 'sha256', ['plumbline.error.id']),
    // What a caller or the application chose: the redactor reads all of it.
    ...each('free-text', 'redacted', ['name', 'trace_state', 'status.message', 'event.name', 'event.*', '*']),
  ],
  metrics: [
    ...each('technical', 'identity', ['metric.name', 'metric.unit', 'metric.description', 'flags']),
    ...each('count', 'identity', ['metric.value']),
    ...each('time', 'identity', ['start_time', 'time']),
    ...each('category', 'pattern', ['http.route']),
    ...each('category', 'identity', ['action']),
    ...each(
      'technical',
      'identity',
      LABELS.filter((name) => name !== 'http.route' && name !== 'action'),
    ),
    // Labels of instruments that are not in the table: the application makes them, and nothing cleans them.
    ...each('free-text', 'identity', ['*']),
  ],
  logs: [
    ...each('technical', 'identity', ['severity_number', 'severity_text', 'trace_id', 'span_id', 'flags']),
    ...each('technical', 'identity', ['dropped_counts', 'service']),
    ...each('time', 'identity', ['time', 'observed_time']),
    ...each('technical', 'identity', [
      'error.type',
      'http.request.method',
      'http.response.status_code',
      'plumbline.request.duration_us',
      'plumbline.request.outcome',
    ]),
    ...each('technical', 'sha256', ['plumbline.error.id']),
    ...each('opaque-id', 'redacted', ['plumbline.request.id']),
    ...each('pseudonymous', 'identity', ['user.hash']),
    ...each('category', 'redacted', [
      'http.route',
      'messaging.destination.name',
      'plumbline.feature',
      'plumbline.job.name',
      'plumbline.surface',
      'user.roles',
    ]),
    ...each('free-text', 'redacted', ['exception.message', 'exception.stacktrace', 'exception.type']),
    ...each('free-text', 'redacted', ['body', 'event_name', 'plumbline.exception.details', '*']),
  ],
};

/** What a scrape shows: no time, and of the scope nothing. */
const SCRAPED: Attributes = [...RESOURCE, ...OF_SIGNAL.metrics].filter(
  ({ name }) => !['scope.name', 'scope.version', 'start_time', 'time', 'flags', 'metric.unit'].includes(name),
);

export interface PrometheusEgressOptions extends OtelEgressOptions {
  /** As handed to `startOtel`; without it there is no scrape endpoint. */
  readonly prometheus?: PrometheusOptions | undefined;
}

/**
 * What whoever reaches the scrape endpoint can read, for the egress lockfile. Nobody outside of the machine does where it
 * listens to a loopback address, unless the variable names another.
 */
export function prometheusEgress({ prometheus, party }: PrometheusEgressOptions = {}): readonly SignalEgress[] {
  const settings = readPrometheus(prometheus);
  if (settings === undefined) return [];
  const { host, port, path } = settings;
  return [
    {
      signal: 'prometheus',
      state: 'on',
      party: party ?? (isLoopback(host) ? 'first-party' : 'undeclared'),
      endpoints: [
        { at: `listen:${host}:${port}`, method: 'GET', path },
        { at: 'env:OTEL_EXPORTER_PROMETHEUS_HOST', method: 'GET', path },
      ],
      headers: ['connection', 'content-length', 'content-type', 'date', 'keep-alive'],
      attributes: SCRAPED,
      retention: 'collector',
      erasure: 'not-possible',
    },
  ];
}

const HEADERS = ['connection', 'content-length', 'content-type', 'host', 'transfer-encoding', 'user-agent'];

/**
 * What the exporters may send, for the egress lockfile: the same whatever the environment switches on. Addresses and
 * additional headers come from variables, which are named and not read.
 */
export function otelEgress(options: OtelEgressOptions = {}): readonly SignalEgress[] {
  return ALL_SIGNALS.map((signal) => ({
    signal: `otlp-${signal}`,
    state: 'on',
    party: options.party ?? 'undeclared',
    endpoints: [
      { at: 'env:OTEL_EXPORTER_OTLP_ENDPOINT', method: 'POST', path: `/v1/${signal}` },
      { at: `env:OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`, method: 'POST', path: '*' },
    ],
    headers: [...HEADERS, 'env:OTEL_EXPORTER_OTLP_HEADERS', `env:OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_HEADERS`],
    attributes: [...RESOURCE, ...OF_SIGNAL[signal]],
    retention: 'collector',
    erasure: 'not-possible',
  }));
}
