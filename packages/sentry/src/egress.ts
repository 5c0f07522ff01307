import type { SignalAttribute, SignalEgress } from '@plumbline/core';

export interface SentryEgressOptions {
  /**
   * Scheme, host and port of the DSN: `https://o1.ingest.de.sentry.io`; `env:SENTRY_DSN` where the variable alone decides.
   * Without it errors are off: nobody was named. @default not said
   */
  readonly origin?: string;
  /** `first-party` for a server of your own. @default 'third-party' */
  readonly party?: SignalEgress['party'];
  /** The option `fields` of `startSentry`: each is a tag. @default [] */
  readonly fields?: readonly string[];
  /** `off`: no errors are sent, whatever else is said. @default 'on' where `origin` is said */
  readonly state?: SignalEgress['state'];
}

const each = (privacy: string, transform: string, names: readonly string[]): readonly SignalAttribute[] =>
  names.map((name) => ({ name, class: privacy, transform }));

const FRAME = 'exception.values[].stacktrace.frames[]';

const ATTRIBUTES = [
  ...each('technical', 'identity', [
    'contexts.trace.span_id',
    'contexts.trace.trace_id',
    'debug_meta.images[].debug_id',
    'debug_meta.images[].type',
    'environment',
    'event_id',
    'exception.values[].mechanism.handled',
    'exception.values[].mechanism.type',
    `${FRAME}.colno`,
    `${FRAME}.in_app`,
    `${FRAME}.lineno`,
    'level',
    'platform',
    'query.sentry_client',
    'query.sentry_key',
    'query.sentry_version',
    'release',
    'sdk.name',
    'sdk.settings.infer_ip',
    'sdk.version',
    'type',
  ]),
  // A hash of class and frames: the same for the same fault, whoever met it.
  ...each('technical', 'sha256', ['fingerprint[]', 'tags.error_id']),
  ...each('technical', 'pattern', ['debug_meta.images[].code_file', `${FRAME}.filename`]),
  ...each('time', 'identity', ['sent_at', 'timestamp']),
  ...each('opaque-id', 'identity', ['tags.request_id']),
  ...each('category', 'redacted', ['tags.actor_role', 'tags.feature', 'tags.route_pattern', 'tags.surface']),
  ...each('pseudonymous', 'identity', ['user.id']),
  ...each('free-text', 'redacted', ['exception.values[].type', 'exception.values[].value', `${FRAME}.function`]),
];

const OFF: SignalEgress = {
  signal: 'sentry',
  state: 'off',
  party: 'third-party',
  endpoints: [],
  headers: [],
  attributes: [],
  retention: 'none',
  erasure: 'none-kept',
};

/**
 * What one captured error sends, for the egress lockfile. It is what the closed list lets through, and a test holds it to
 * the wire.
 */
export function sentryEgress(options: SentryEgressOptions = {}): readonly SignalEgress[] {
  const { origin, party = 'third-party', fields = [], state = 'on' } = options;
  if (state === 'off' || origin === undefined) return [OFF];
  return [
    {
      signal: 'sentry',
      state: 'on',
      party,
      // The host is an organisation's at Sentry and everybody's elsewhere; which project it is, the DSN alone says.
      endpoints: [{ at: origin, method: 'POST', path: '/api/{project}/envelope/', accounts: ['env:SENTRY_DSN'] }],
      headers: ['connection', 'content-encoding', 'host', 'transfer-encoding', 'user-agent'],
      attributes: [
        ...ATTRIBUTES,
        ...each(
          'free-text',
          'redacted',
          fields.map((name) => `tags.${name}`),
        ),
      ],
      retention: 'vendor',
      erasure: 'not-possible',
    },
  ];
}
