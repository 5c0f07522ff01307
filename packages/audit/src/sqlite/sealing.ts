import type { DatabaseSync } from 'node:sqlite';
import { PlumblineError } from '@plumbline/core';
import type { SealStore } from '../seal-store.ts';
import type { Seal } from '../seal/seal.ts';
import { type Connections, inTransaction, whenFree } from './connection.ts';
import { packIds, packLeaves } from './packed.ts';

/** SQLite's clock, in milliseconds, which is the machine's for every process on the file. */
const NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

const TAKE_LEASE = `INSERT INTO audit_lease (one, holder, expires_at) VALUES (1, ?, ${NOW} + ?)
  ON CONFLICT (one) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
  WHERE audit_lease.holder = excluded.holder OR audit_lease.expires_at <= ${NOW}`;

const refused = (what: string): PlumblineError => new PlumblineError('PLB_AUDIT_SEAL', what);

function checkSeal(database: DatabaseSync, seal: Seal, holder: string): void {
  const lease = database.prepare(`SELECT 1 FROM audit_lease WHERE holder = ? AND expires_at > ${NOW}`).get(holder);
  if (lease === undefined) throw refused('the lease ran out, or another sealer has it; take it again and seal again');
  const next = Number(database.prepare('SELECT coalesce(max(no), 0) + 1 AS n FROM audit_seals').get()?.['n']);
  if (seal.no !== next) throw refused(`the next seal is number ${next}, and not ${seal.no}; make it again`);
}

function takeOffQueue(database: DatabaseSync, { ids, leaves }: Seal): void {
  const list = JSON.stringify(ids.map((id, at) => ({ id, leaf: leaves[at] })));
  const sql = `DELETE FROM audit_unsealed WHERE (id, lower(hex(leaf_hash))) IN
    (SELECT value ->> 'id', value ->> 'leaf' FROM json_each(?))`;
  const taken = Number(database.prepare(sql).run(list).changes);
  if (taken === ids.length && leaves.length === ids.length) return;
  throw refused(`${ids.length - taken} of ${ids.length} records do not wait for a seal; read the queue again`);
}

function insertSeal(database: DatabaseSync, seal: Seal): void {
  const sql = `INSERT INTO audit_seals (no, header, ids, leaves, statement, signature, first_id, last_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
  const { header, ids, leaves, no, signature, statement = null } = seal;
  const ends = [ids[0] ?? null, ids.at(-1) ?? null];
  database.prepare(sql).run(no, header, packIds(ids), packLeaves(leaves), statement, signature, ...ends);
}

/** What the sealer does. */
export function createSealing(
  connections: Connections,
): Pick<SealStore, 'acquire' | 'release' | 'addSeal' | 'addAnchor' | 'checkAnchors'> {
  const { use, write } = connections;
  return {
    async acquire(holder, ttlMs) {
      // A lease that a power loss takes back was nobody's: it is not synced.
      const { database } = await use();
      const take = (): boolean => database.prepare(TAKE_LEASE).run(holder, Math.ceil(ttlMs)).changes === 1;
      return whenFree(() => inTransaction(database, take));
    },
    async release(holder) {
      const { database } = await use();
      await whenFree(() => database.prepare('DELETE FROM audit_lease WHERE holder = ?').run(holder));
    },
    async addSeal(seal, holder) {
      await write((database) => {
        checkSeal(database, seal, holder);
        takeOffQueue(database, seal);
        insertSeal(database, seal);
      });
    },
    /** Deletes nothing, which a file that may only be read refuses; to begin a transaction it does not. */
    async checkAnchors() {
      await write((database) => database.exec('DELETE FROM audit_anchors WHERE false'));
    },
    async addAnchor({ at, hash, kind, receipt = null, records, seal, trail, where }) {
      const sql = `INSERT INTO audit_anchors (kind, trail, seal, hash, records, at, place, receipt)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
      await write((database) => database.prepare(sql).run(kind, trail, seal, hash, records, at, where, receipt));
    },
  };
}
