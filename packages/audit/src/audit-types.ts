import type { Clock, Lifecycle, Log, Meter, ServiceIdentity } from '@plumbline/core';
import type { RequestContext } from '@plumbline/core/context';
import type { JournalOptions } from '@plumbline/core/journal';
import type { ActionSpecs, RecordInput } from './action-spec.ts';
import type { AuditStore } from './audit-store.ts';
import type { AuditRedactor } from './check-details.ts';
import type { AuditSnapshot } from './counts.ts';
import type { AuditActions } from './define-actions.ts';
import type { OpenSpecs } from './own-specs.ts';
import type { SpoolFailurePolicy } from './spool.ts';

export interface AuditOptions<S extends ActionSpecs> {
  readonly actions: AuditActions<S>;
  readonly store: AuditStore;
  /** Folder of the durable spool: a local disk that outlives the process. Several processes of one host may share it. */
  readonly spoolDirectory: string;
  readonly service: ServiceIdentity;
  /** Which replica wrote a record. @default the host's name */
  readonly instance?: string;
  /** @default currentContext of @plumbline/core/context */
  readonly context?: () => RequestContext | undefined;
  /** @default createRedactor() of @plumbline/redact */
  readonly redactor?: AuditRedactor;
  readonly clock?: Clock;
  /** Gets one line per record (the second witness), and faults. */
  readonly log?: Log;
  readonly meter?: Meter;
  /**
   * Whether a sealer of this process has the same meter: what waits for a seal, and the age of anchors, are then not observed
   * a second time. @default false
   */
  readonly sealedHere?: boolean;
  /** Throw on an undeclared action or field, for development, instead of counting a refusal. @default false */
  readonly strict?: boolean;
  /** What becomes of records that the spool cannot take. @default 'degrade' */
  readonly onSpoolFailure?: SpoolFailurePolicy;
  /** Most records held in memory while the spool does not take them. @default 10000 */
  readonly maxHeld?: number;
  /** Longest wait of a record in the spool while the store works. @default 200 */
  readonly drainIntervalMs?: number;
  /** Most records in one write to the store; a hundred take the main thread about a millisecond. @default 100 */
  readonly maxBatch?: number;
  /** After this long an unanswered store counts as failed. @default 10000 */
  readonly storeTimeoutMs?: number;
  /** Bounds of the spool's files. */
  readonly spool?: Pick<JournalOptions, 'maxBytes' | 'maxSegmentBytes' | 'syncDelayMs'>;
}

export interface AuditReceipt {
  /** The record's ID; of a refused record that of the refusal, or empty when nothing was kept. */
  readonly id: string;
  /** False when the record was refused; the refusal is counted and, where possible, recorded itself. */
  readonly accepted: boolean;
  /** Resolves once the record would survive a power loss. Rejects when it will not. */
  readonly durable: Promise<void>;
}

/** The caller's own transaction, as far as the audit uses it. Clients of `pg` and PGlite fit as they are. */
export interface AuditTransaction {
  query(text: string, params: unknown[]): unknown;
}

export interface TransactionReceipt {
  readonly id: string;
  /** Call it after the commit: it counts the record and writes the final witness line. */
  committed(): void;
}

/** What an application may record: what it declared, and that its own pages read or exported the trail. */
export type Recordable<S extends ActionSpecs> = S & OpenSpecs;

export interface TransactionAudit<S extends ActionSpecs> {
  /**
   * Inserts the record with the mutation: it exists if and only if the transaction commits. Rejects with
   * PLB_AUDIT_REFUSED for an undeclared action or field, and with the error of the database.
   */
  record<K extends keyof Recordable<S> & string>(
    action: K,
    input: RecordInput<Recordable<S>[K]>,
  ): Promise<TransactionReceipt>;
}

export interface Audit<S extends ActionSpecs = ActionSpecs> extends Lifecycle {
  /**
   * Keeps a record and returns at once; it is in the spool by then, and in the store soon after. It does not throw,
   * with two exceptions that are chosen: PLB_AUDIT_REFUSED with `strict`, PLB_AUDIT_SPOOL with `onSpoolFailure: 'refuse'`.
   */
  record<K extends keyof Recordable<S> & string>(action: K, input: RecordInput<Recordable<S>[K]>): AuditReceipt;
  /** Records within the caller's own transaction. */
  in(transaction: AuditTransaction): TransactionAudit<S>;
  /** Records that the store has not confirmed. */
  readonly pending: number;
  snapshot(): AuditSnapshot;
}
