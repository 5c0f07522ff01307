import type { SignalAttribute, SignalEgress } from '@plumbline/core';

export interface AuditEgressOptions {
  /** Whether the configuration declares actions; without them nothing is recorded. */
  readonly hasAudit: boolean;
}

const each = (privacy: string, transform: string, names: readonly string[]): readonly SignalAttribute[] =>
  names.map((name) => ({ name, class: privacy, transform }));

/** Members of `AuditRecord`. The one signal that holds accounts' own IDs, because its question is who did what. */
const RECORD = [
  ...each('technical', 'identity', ['class', 'id', 'leaf', 'source', 'trace_id', 'v']),
  ...each('category', 'identity', [
    'action',
    'changed',
    'client',
    'feature',
    'outcome',
    'route_pattern',
    'sensitivity',
    'stage',
    'surface',
  ]),
  ...each('count', 'identity', ['counts', 'duration_ms']),
  ...each('time', 'identity', ['occurred_at', 'recorded_at']),
  ...each('opaque-id', 'identity', ['actor', 'attempt', 'external', 'org', 'request_id', 'subjects']),
  ...each('pseudonymous', 'sha256', ['commitments']),
  ...each('free-text', 'redacted', ['after', 'before', 'metadata']),
  // Values and salts of fields that an action marks as personal, beside the record, where they can be erased.
  ...each('personal', 'identity', ['personal']),
];

const NOTHING = { headers: [], retention: 'none', erasure: 'none-kept' } as const;

/**
 * What the audit trail sends, for the egress lockfile: records to the store of the application, and no export. The line
 * that witnesses a record is one of the logger's.
 */
export function auditEgress({ hasAudit }: AuditEgressOptions): readonly SignalEgress[] {
  const store = { signal: 'audit-store', party: 'first-party' } as const;
  return [
    { signal: 'audit-export', state: 'off', party: 'first-party', endpoints: [], attributes: [], ...NOTHING },
    hasAudit
      ? {
          ...store,
          state: 'on',
          endpoints: [{ at: 'own-store', method: 'append', path: 'record' }],
          headers: [],
          attributes: RECORD,
          retention: 'store',
          erasure: 'not-possible',
        }
      : { ...store, state: 'off', endpoints: [], attributes: [], ...NOTHING },
  ];
}
