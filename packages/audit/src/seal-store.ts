import type { AuditRow } from './audit-record.ts';
import type { AuditFilters } from './audit-store.ts';
import type { Anchor, Seal, WaitingLeaf } from './seal/seal.ts';

/** The value of a personal field, apart from the record that holds its commitment. */
export interface PersonalValue {
  readonly id: string;
  readonly field: string;
  /** Random, 16 bytes as 32 hexadecimal digits; null once erased. */
  readonly salt: string | null;
  /** JSON text; null once erased. */
  readonly value: string | null;
}

/** Keeps records of an organisation, an actor or a subject from being pruned or erased. */
export interface LegalHold {
  /** Lower-case words joined by `-`, chosen by who places it. */
  readonly name: string;
  readonly filters: Pick<AuditFilters, 'actor' | 'action' | 'org' | 'subject'>;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** What verification and proofs read; an export answers the same questions as a database. */
export interface EvidenceSource {
  /** ID of the trail, a UUID that is made with its tables; it stands in every seal. */
  trail(): Promise<string>;
  /** Seals in order, beginning with number `from`. */
  seals(options: { readonly from: number; readonly limit: number }): Promise<readonly Seal[]>;
  /** Stored records among these IDs, in any order. */
  rowsOf(ids: readonly string[]): Promise<readonly AuditRow[]>;
  /** Records, and how many of them wait for a seal. */
  totals(): Promise<{ readonly records: number; readonly waiting: number }>;
  /** Records that neither a seal covers nor the queue holds, ascending from behind `after`. */
  strays(options: { readonly after?: string; readonly limit: number }): Promise<readonly AuditRow[]>;
  /** Records that wait for a seal, oldest first, from behind `after`. */
  waiting(limit: number, after?: string): Promise<readonly WaitingLeaf[]>;
  /** Personal values that belong to these records. */
  personalOf(ids: readonly string[]): Promise<readonly PersonalValue[]>;
  anchors(): Promise<readonly Anchor[]>;
}

/** What the sealer does in a store, with a role that may do no more. */
export interface SealStore extends EvidenceSource {
  /** Takes the lease, or renews it for who holds it; false while another holder's has not run out, by the store's clock. */
  acquire(holder: string, ttlMs: number): Promise<boolean>;
  release(holder: string): Promise<void>;
  /**
   * Adds the seal and takes its records off the queue, both or neither. Rejects with PLB_AUDIT_SEAL where the holder has no
   * lease any more, the number is not the next one, or one of the records does not wait.
   */
  addSeal(seal: Seal, holder: string): Promise<void>;
  addAnchor(anchor: Anchor): Promise<void>;
  /**
   * Rejects where `addAnchor` would, with PLB_AUDIT_STORE for a role that may not: it is asked before anything is published
   * that could not be kept. Changes nothing. Absent where nothing can be said beforehand.
   */
  checkAnchors?(): Promise<void>;
}

/** What changes the past by the rules, with the rights of the tables' owner. */
export interface KeeperStore extends SealStore {
  /** Deletes these records and their personal values, which a signed statement covers by now. Absent ones are passed over. */
  deleteRows(ids: readonly string[]): Promise<number>;
  /** Makes personal values unreadable for good: value and salt of these records become null. */
  eraseValues(ids: readonly string[]): Promise<number>;
  /**
   * Resolves once no copy of what was erased is left in files that the store writes itself; absent where the database
   * has to see to that. Rejects with PLB_AUDIT_STORE while somebody keeps one there; may be repeated.
   */
  finishErasure?(): Promise<void>;
  /** Rejects with PLB_AUDIT_STORE where the role may not do all of this; absent where there are no roles. Changes nothing. */
  checkKeeper?(): Promise<void>;
  /** IDs and classes of stored records recorded before a time (ms), ascending, those under a hold left out. */
  prunable(options: {
    readonly before: number;
    readonly classes: readonly string[];
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly { readonly id: string; readonly class: string }[]>;
  /** How many stored records of before that time (ms) `prunable` leaves out because a hold keeps them. */
  held(options: { readonly before: number; readonly classes: readonly string[] }): Promise<number>;
  holds(): Promise<readonly LegalHold[]>;
  placeHold(hold: LegalHold): Promise<void>;
  releaseHold(name: string): Promise<boolean>;
}
