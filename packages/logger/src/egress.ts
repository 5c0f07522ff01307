import type { SignalAttribute, SignalEgress } from '@plumbline/core';

const each = (privacy: string, transform: string, names: readonly string[]): readonly SignalAttribute[] =>
  names.map((name) => ({ name, class: privacy, transform }));

/** What a line holds, for the egress lockfile. The logger opens no connection: who reads its output is up to the platform. */
export function loggerEgress(): readonly SignalEgress[] {
  return [
    {
      signal: 'log-lines',
      state: 'on',
      party: 'first-party',
      endpoints: [{ at: 'stdout', method: 'write', path: 'line' }],
      headers: [],
      attributes: [
        ...each('technical', 'identity', ['level', 'log_incomplete', 'service', 'span_id', 'trace_id']),
        ...each('time', 'identity', ['time']),
        ...each('opaque-id', 'redacted', ['request_id']),
        ...each('pseudonymous', 'identity', ['actor_id']),
        ...each('category', 'redacted', ['actor_role', 'feature', 'route_pattern', 'surface']),
        ...each('free-text', 'redacted', ['*', 'fields', 'msg']),
      ],
      retention: 'platform',
      erasure: 'not-possible',
    },
  ];
}
