import type { Clock, Log, ServiceIdentity } from '@plumbline/core';
import type { RequestContext } from '@plumbline/core/context';
import type { ActionClass, AuditActor } from '../action-spec.ts';
import type { AuditStore } from '../audit-store.ts';
import type { PublicKeyInput, SealPublicKey } from '../seal/public-keys.ts';
import type { Seal } from '../seal/seal.ts';
import type { Sealer } from '../seal/sealer-types.ts';
import type { SealSigner } from '../seal/signer.ts';
import type { KeeperStore, LegalHold } from '../seal-store.ts';

export interface KeeperOptions {
  /** With the rights of the tables' owner. */
  readonly store: KeeperStore;
  /** The same trail, for the records of what the keeper does. */
  readonly auditStore: Pick<AuditStore, 'append' | 'read'>;
  /** With the key of the trail; it may be another one than the sealer at work, which it waits for. */
  readonly sealer: Pick<Sealer, 'publicKeys' | 'rotate' | 'seal' | 'sealNow'>;
  /**
   * Keys of before the sealer's, in the order in which they came into use: an earlier statement is obeyed only where the
   * seals up to it verify, from the first one on. A key that a seal introduces need not be given. @default none
   */
  readonly publicKeys?: readonly (PublicKeyInput | SealPublicKey)[];
  /** What the keeper's own records name as their source. */
  readonly service: ServiceIdentity;
  /** Who acts, where the context does not say. @default the system, as `plumbline-audit` */
  readonly actor?: AuditActor;
  readonly context?: () => RequestContext | undefined;
  /**
   * Called before values are erased, to bring what waits in spools into the store: `() => audit.flush()` of the same process.
   * @default nothing
   */
  readonly flush?: () => Promise<unknown>;
  readonly log?: Log;
  readonly clock?: Clock;
  /** Most records under one prune statement, and in memory at a time. @default 100,000 */
  readonly maxRecords?: number;
}

export interface PruneOptions {
  /** Records of before this time, in milliseconds since the epoch; at least a day ago. */
  readonly before: number;
  readonly classes: readonly ActionClass[];
  /** Count, and change nothing. @default false */
  readonly dryRun?: boolean;
}

/** What {@link Keeper.prune} did, or would do. */
export interface PruneReport {
  readonly dryRun: boolean;
  /** Records that were deleted, those of an earlier statement included. */
  readonly deleted: number;
  /** Records that a statement would cover; 0 unless it is a dry run. */
  readonly prunable: number;
  /** Numbers of the seals whose statements name what was deleted. */
  readonly statements: readonly number[];
  /** Old enough, and left because a legal hold keeps them. */
  readonly held: number;
  /** Old enough, and left because no seal covers them. */
  readonly unsealed: number;
  /** Old enough by its columns, and left because the record is not what was sealed: run a verification. */
  readonly suspicious: number;
}

/** Days that records of a class are kept; a class that is not named is kept for good. */
export type Retention = Readonly<Partial<Record<ActionClass, number>>>;

/** Whose personal values, one of both: an opaque ID as records have it. */
export type EraseOptions = {
  /** What obliges to erase. */
  readonly basis: 'request' | 'retention' | 'contract_end' | 'legal';
} & ({ readonly subject: string; readonly actor?: never } | { readonly actor: string; readonly subject?: never });

export interface EraseReport {
  /** Records of that person. */
  readonly records: number;
  /** Values that were there and are not any more. */
  readonly values: number;
}

export interface HoldReport {
  readonly hold: LegalHold;
  /** False where it was there already. */
  readonly placed: boolean;
}

/**
 * Changes the past by the rules: each change is recorded in the trail itself, and verification stays green. Every call may
 * be repeated, after a crash as well, and goes on where the last one ended.
 */
export interface Keeper {
  /**
   * Deletes old records. First a seal states which ones, signed; then that is recorded; then rows go. Never those under a
   * hold, nor those that no seal covers. An earlier call that was cut off is finished first, where its statement verifies;
   * otherwise it rejects with PLB_AUDIT_SEAL and deletes nothing. Rejects with PLB_OPTION_INVALID, and with what the sealer
   * rejects with.
   */
  prune(options: PruneOptions): Promise<PruneReport>;
  /** Prunes each class by its own time. Rejects with PLB_OPTION_INVALID for less than 30 days. */
  retain(retention: Retention, options?: Pick<PruneOptions, 'dryRun'>): Promise<PruneReport>;
  /**
   * Makes the personal values in the records of a person unreadable for good; records and evidence stay. What still waits in
   * the spool of a running process is not reached: see `flush`, and repeat the call once every spool has been drained.
   * Rejects with PLB_AUDIT_HOLD where a hold covers one of the records; nothing is erased then.
   */
  erase(options: EraseOptions): Promise<EraseReport>;
  /** Keeps matching records from being pruned or erased. Rejects with PLB_AUDIT_HOLD where the name is taken by another. */
  hold(name: string, filters: LegalHold['filters']): Promise<HoldReport>;
  /** Ends a hold; false where it had ended before. Rejects with PLB_AUDIT_HOLD where there never was one of that name. */
  release(name: string): Promise<boolean>;
  /** Goes on with another key, which a seal of the present one introduces. Answers that seal. */
  rotate(next: SealSigner): Promise<Seal>;
}
