import type { SealFault } from '../seal/verify-seal.ts';

/**
 * What can be wrong with a sealed trail, beside what can be wrong with one seal ({@link SealFault}).
 *
 * Of records: `edited` (the text is not the one that was hashed or sealed), `column_mismatch`, `unreadable`, `duplicate`,
 * `missing` (sealed, queued or witnessed, and not there, and no signed statement says it was pruned), `unsealed` (there,
 * neither sealed nor queued), `sealed_twice`, `queue_differs` (the queue has another hash than the record), `personal_differs`
 * (a personal value is not the one committed to, or half of it is gone), `personal_missing`, `personal_uncommitted`,
 * `witness_differs` (the log has another hash), `unwitnessed`.
 *
 * Of seals: `seal_missing`, `seal_order` (it stands in another place than its number), `key_unknown`, `key_retired` (a key
 * that a later one has replaced), `statement_unreadable`, `statement_invalid` (it would prune what was less than a day old), `sealer_behind` (a record waits too long), `trail_unexpected`.
 *
 * Of anchors: `tail_cut` (the anchored seal is not there any more), `rewritten` (it is another one), `count_differs`.
 */
export type TrailProblem =
  | SealFault
  | 'edited'
  | 'column_mismatch'
  | 'unreadable'
  | 'duplicate'
  | 'missing'
  | 'unsealed'
  | 'sealed_twice'
  | 'queue_differs'
  | 'personal_differs'
  | 'personal_missing'
  | 'personal_uncommitted'
  | 'witness_differs'
  | 'unwitnessed'
  | 'seal_missing'
  | 'seal_order'
  | 'key_unknown'
  | 'key_retired'
  | 'statement_unreadable'
  | 'statement_invalid'
  | 'sealer_behind'
  | 'trail_unexpected'
  | 'tail_cut'
  | 'rewritten'
  | 'count_differs';

/** One fault; it names a record, a seal, or both. */
export interface TrailFinding {
  readonly problem: TrailProblem;
  /** Number of the seal. */
  readonly seal?: number;
  /** ID of the record. */
  readonly id?: string;
  /** The search column, where one is at fault. */
  readonly column?: string;
  /** The personal field, where one is at fault. */
  readonly field?: string;
  /** One sentence, without values. */
  readonly what: string;
}

/** Keeps the first findings and counts them all, so that a trail of faults alone does not fill the memory. */
export interface Findings {
  readonly list: readonly TrailFinding[];
  readonly total: number;
  add(finding: TrailFinding): void;
  /** Puts what was kept from this place of the list on into the order of the records' IDs, which is that of their time. */
  sortById(from: number): void;
}

export function createFindings(max: number): Findings {
  const list: TrailFinding[] = [];
  let total = 0;
  return {
    list,
    get total() {
      return total;
    },
    add(finding) {
      // Whoever reads the record finds it twice, and so does whoever counts the lines.
      if (
        finding.problem === 'duplicate' &&
        list.some(({ id, problem }) => problem === 'duplicate' && id === finding.id)
      )
        return;
      total += 1;
      if (list.length < max) list.push(finding);
    },
    sortById(from) {
      const sorted = list.slice(from).toSorted(({ id: a = '' }, { id: b = '' }) => (a < b ? -1 : a > b ? 1 : 0));
      list.splice(from, sorted.length, ...sorted);
    },
  };
}
