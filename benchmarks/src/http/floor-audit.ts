import { hash } from 'node:crypto';
import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * The audit of the side `floor`: a line in a file before the call returns, so that a record survives the process, synced
 * soon after; and a row in SQLite within a batch. Nothing reads the file again, and no index answers who did what.
 */

const SYNC_MS = 25;
const STORE_MS = 200;

export interface FloorAudit {
  /** Keeps a record and says its digest. */
  keep(id: string, body: string): string;
  /** How many are stored. */
  finish(): number;
}

export function openAudit(): FloorAudit {
  const file = openSync('floor-audit.log', 'a', 0o600);
  const database = new DatabaseSync('floor-audit.sqlite');
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec('CREATE TABLE audit (id TEXT PRIMARY KEY, body TEXT, leaf TEXT) WITHOUT ROWID');
  const insert = database.prepare('INSERT INTO audit VALUES (?, ?, ?)');
  let waiting: [id: string, body: string, leaf: string][] = [];
  let isSyncing = false;
  const synced = (): void => void (isSyncing = false);
  const sync = (): void => {
    isSyncing = true;
    setTimeout(() => fdatasync(file, synced), SYNC_MS).unref();
  };
  const store = (): void => {
    if (waiting.length === 0) return;
    const rows = waiting;
    waiting = [];
    database.exec('BEGIN');
    for (const [id, body, leaf] of rows) insert.run(id, body, leaf);
    database.exec('COMMIT');
  };
  const timer = setInterval(store, STORE_MS).unref();
  return {
    keep(id, body) {
      const leaf = hash('sha256', `\0${body}`, 'hex');
      writeSync(file, `1 ${leaf} ${body}\n`);
      if (!isSyncing) sync();
      waiting.push([id, body, leaf]);
      return leaf;
    },
    finish() {
      clearInterval(timer);
      store();
      const row = database.prepare('SELECT count(*) AS stored FROM audit').get();
      database.close();
      closeSync(file);
      return Number(row?.['stored']);
    },
  };
}
