import type { AuditStore } from '../audit-store.ts';
import type { AuditTransaction } from '../audit-types.ts';
import type { KeeperStore } from '../seal-store.ts';

/** A database of its own for one check, empty and without tables. */
export interface AuditStoreSubject {
  /** A store on this database; each call gives another one, over a connection of its own where the database allows it. */
  open(): Promise<AuditStore>;
  /** A transaction as an application makes one: committed when the work resolves, rolled back when it rejects. */
  transaction(work: (tx: AuditTransaction) => Promise<void>): Promise<void>;
  /** Closes every store and frees the database. */
  close?(): Promise<void>;
}

/** The same for a store that keeps seals. */
export interface EvidenceStoreSubject extends AuditStoreSubject {
  /** What seals and keeps on the same database; each call gives another one. */
  openEvidence(): Promise<KeeperStore>;
  /** Takes records off the queue behind the store's back, as an intruder with the rights of the owner would. */
  unqueue(ids: readonly string[]): Promise<void>;
}

/** One rule as a plain function, which throws an error that says what was expected and what was found. */
export interface StoreCheck<Subject> {
  readonly name: string;
  run(subject: Subject): Promise<void>;
}

/** A store whose tables are there. */
export async function opened(subject: AuditStoreSubject): Promise<AuditStore> {
  const store = await subject.open();
  await store.migrate();
  return store;
}

/** A store and what seals its records. */
export async function openedBoth(
  subject: EvidenceStoreSubject,
): Promise<{ readonly store: AuditStore; readonly evidence: KeeperStore }> {
  return { store: await opened(subject), evidence: await subject.openEvidence() };
}
