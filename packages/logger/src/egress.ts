import type { EgressDeclaration } from '@plumbline/core';

/** Log lines for the egress lockfile. */
export interface LoggerEgress extends Pick<
  EgressDeclaration,
  'party' | 'endpoints' | 'headers' | 'retention' | 'erasure'
> {
  readonly signal: string;
  readonly state: 'on';
  /** Names of a line's members, with what they can say about a person and how they are changed; `*` for the caller's own. */
  readonly attributes: readonly { readonly name: string; readonly class: string; readonly transform: string }[];
}

const each = (privacy: string, transform: string, names: readonly string[]): LoggerEgress['attributes'] =>
  names.map((name) => ({ name, class: privacy, transform }));

/** What a line holds, for the egress lockfile. The logger opens no connection: who reads its output is up to the platform. */
export function loggerEgress(): readonly LoggerEgress[] {
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
