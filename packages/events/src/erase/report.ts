import type { Adapter, ErasureOutcome } from '@plumbline/core';

/** What became of an erasure at one destination. */
export interface ErasedAt {
  readonly destination: string;
  readonly role: 'source' | 'mirror';
  readonly outcome: ErasureOutcome['kind'];
  /** Whether nothing is left to be done there, or to be asked again. */
  readonly done: boolean;
  /** Events, where the destination counts them. */
  readonly removed?: number;
  /** Until when it will have been carried out, milliseconds since the epoch. */
  readonly until?: number;
  /** Why it is not done. */
  readonly reason?: string;
}

/** What became of one erasure. It names nobody. */
export interface ErasureReport {
  /** Every destination is done, and the audit trail says so where there is one. */
  readonly done: boolean;
  /** An erasure before had been asked for: the spool knows of it. */
  readonly repeated: boolean;
  /** Whether events that wait in a spool are dropped; without a spool they wait in memory alone. */
  readonly spool: boolean;
  /** IDs of the records in the audit trail: attempted, then completed. */
  readonly records: readonly string[];
  readonly destinations: readonly ErasedAt[];
}

const UNKNOWN_THERE =
  'it knows nothing of them, and no erasure before is known: check the ID, the organisation and the identity key';

const UNSEARCHABLE = 'it knows nothing of them, and keeps what it cannot search';

/**
 * Nothing found proves nothing, unless a destination keeps nobody, or has erased them before: a wrong key finds nothing
 * either.
 */
function judge({ egress }: Adapter, outcome: ErasureOutcome, repeated: boolean): Pick<ErasedAt, 'done' | 'reason'> {
  if (outcome.kind === 'erased' || outcome.kind === 'queued') return { done: true };
  if (outcome.kind === 'not_supported') return { done: false, reason: outcome.reason };
  if (outcome.kind !== 'nothing_found') return { done: false, reason: outcome.error.message };
  if (egress?.erasure === 'none-kept') return { done: true };
  if (egress?.erasure !== 'supported') return { done: false, reason: UNSEARCHABLE };
  return repeated ? { done: true } : { done: false, reason: UNKNOWN_THERE };
}

/** Judges the answer of one destination. */
export const erasedAt = (adapter: Adapter, label: string, outcome: ErasureOutcome, repeated: boolean): ErasedAt => ({
  destination: label,
  role: adapter.role,
  outcome: outcome.kind,
  ...judge(adapter, outcome, repeated),
  ...(outcome.kind === 'erased' && outcome.removed !== undefined && { removed: outcome.removed }),
  ...(outcome.kind === 'queued' && outcome.until !== undefined && { until: outcome.until }),
});
