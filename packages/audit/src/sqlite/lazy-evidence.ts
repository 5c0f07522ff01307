import type { KeeperStore } from '../seal-store.ts';
import { createConnections, type SqliteStoreOptions } from './connection.ts';

/** {@link KeeperStore} in SQLite, and the end of what it opened. */
export interface SqliteEvidence extends KeeperStore {
  /**
   * Empties the write-ahead log; a file that an older version of this package made is written anew once (`VACUUM`: as much
   * room again and about a second for 100 MB, on the main thread). Not in a connection of the application.
   */
  finishErasure(): Promise<void>;
  /** Frees what it opened itself; a later call opens it again. */
  close(): Promise<void>;
}

/**
 * What sealing, verification and keeping do in the SQLite file of `sqliteStore`, for one host; give it the same path, or the
 * application's connection after `migrate`. Its code is loaded with the first call, so that a process that only records
 * does not have it.
 *
 * SQLite has no roles: who can write the file can do everything that is done here and take the triggers away. Give the
 * file to the processes that need it, keep the sealing key in none that only records, and anchor outside of the machine.
 *
 * Throws PLB_OPTION_INVALID where neither or both are named, or another option is.
 */
export function sqliteEvidence(options: SqliteStoreOptions): SqliteEvidence {
  const connections = createConnections(options, 'sqliteEvidence');
  let loading: Promise<KeeperStore> | undefined;
  const load = (): Promise<KeeperStore> => {
    loading ??= import('./evidence.ts').then(({ createEvidence }) => createEvidence(connections));
    return loading;
  };
  return {
    trail: async () => (await load()).trail(),
    seals: async (page) => (await load()).seals(page),
    rowsOf: async (ids) => (await load()).rowsOf(ids),
    totals: async () => (await load()).totals(),
    strays: async (page) => (await load()).strays(page),
    waiting: async (limit, after) => (await load()).waiting(limit, after),
    personalOf: async (ids) => (await load()).personalOf(ids),
    anchors: async () => (await load()).anchors(),
    acquire: async (holder, ttlMs) => (await load()).acquire(holder, ttlMs),
    release: async (holder) => (await load()).release(holder),
    addSeal: async (seal, holder) => (await load()).addSeal(seal, holder),
    addAnchor: async (anchor) => (await load()).addAnchor(anchor),
    checkAnchors: async () => (await load()).checkAnchors?.(),
    deleteRows: async (ids) => (await load()).deleteRows(ids),
    eraseValues: async (ids) => (await load()).eraseValues(ids),
    finishErasure: async () => (await load()).finishErasure?.(),
    prunable: async (page) => (await load()).prunable(page),
    held: async (criteria) => (await load()).held(criteria),
    holds: async () => (await load()).holds(),
    placeHold: async (hold) => (await load()).placeHold(hold),
    releaseHold: async (name) => (await load()).releaseHold(name),
    close: connections.close,
  };
}
