import { deepEqual as same } from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '@plumbline/core';
import { type Audit, type AuditStore, createAudit } from '../src/index.ts';
import { verifyTrail } from '../src/evidence.ts';
import { createKeeper, type Keeper } from '../src/keep.ts';
import {
  createSealer,
  createSigner,
  generateSealKey,
  parseSealHeader,
  type Seal,
  type Sealer,
  sealHash,
} from '../src/seal.ts';
import { sqliteEvidence, sqliteStore, type SqliteEvidence } from '../src/sqlite.ts';
import { actions, service } from './support.ts';

/** The keeper prunes what is a day old; its clock and the sealer's go ahead, so that everything is. */
const AHEAD_MS = 2 * 86_400_000;
const NEVER_MS = 2 ** 30;
const key = generateSealKey();

/** Where the process ends: before or after what the store was asked, or with nothing under way. */
export type CrashPoint = 'none' | 'before' | 'after';

/** One life of the process: its objects, over the files of a folder that no other life works on. */
export interface Life {
  readonly audit: Audit<(typeof actions)['specs']>;
  readonly sealer: Sealer;
  readonly evidence: SqliteEvidence;
  readonly store: AuditStore;
  readonly keeper: Keeper;
  /** So many writing calls of the store succeed before the one at which this life ends. */
  skip: number;
  /** The next call of the store that writes ends this life there; the files are as they were at that moment. */
  crashAt: CrashPoint;
  readonly crashed: boolean;
  /** A seal that was made and never stored, because its sealer ended first. */
  readonly unstored: Seal | undefined;
  /** Lets go of the objects; from then on none of them changes anything. */
  abandon(): Promise<void>;
  /** An orderly end. */
  close(): Promise<void>;
}

const spoolOf = (folder: string): string => path.join(folder, 'spool');
const databaseOf = (folder: string): string => path.join(folder, 'audit.db');

/** Files and folders: a hold of the spool is a socket, and SQLite makes its shared memory anew. */
function copyFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  if (!existsSync(from)) return;
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copyFiles(source, target);
    else if (entry.isFile() && !entry.name.endsWith('-shm')) copyFileSync(source, target);
  }
}

/** What the next life finds when the process is killed now. */
export const copyState = (from: string, to: string): void => copyFiles(from, to);

/** The spool as it is now, for a power loss later on that takes back what was not synced since. */
export const copySpool = (from: string, to: string): void => copyFiles(spoolOf(from), to);

/** Puts an older spool in the place of the present one. */
export function restoreSpool(older: string, folder: string): void {
  rmSync(spoolOf(folder), { recursive: true, force: true });
  copyFiles(older, spoolOf(folder));
}

/** Every text that the spool's files hold. */
export function spoolText(folder: string): string {
  if (!existsSync(spoolOf(folder))) return '';
  const entries = readdirSync(spoolOf(folder), { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((file) => readFileSync(path.join(file.parentPath, file.name), 'utf8')).join('\n');
}

/** Starts a life over the files of `folder`; where it crashes, `next` gets the files of that moment. */
export async function startLife(folder: string, next: string): Promise<Life> {
  const state = { crashAt: 'none' as CrashPoint, skip: 0, crashed: false, unstored: undefined as Seal | undefined };
  const store = sqliteStore({ path: databaseOf(folder) });
  const evidence = sqliteEvidence({ path: databaseOf(folder) });
  const dying = async <T>(work: () => Promise<T>): Promise<T> => {
    const { crashAt } = state;
    if (state.crashed) throw new Error('this process is dead');
    if (crashAt !== 'none' && state.skip > 0) {
      state.skip -= 1;
      return work();
    }
    const die = (): never => {
      copyState(folder, next);
      state.crashed = true;
      throw new Error(`killed ${crashAt} the store did it`);
    };
    if (crashAt === 'before') die();
    const result = await work();
    return crashAt === 'after' ? die() : result;
  };
  const mortal: AuditStore = { ...store, append: (rows) => dying(() => store.append(rows)) };
  const audit = createAudit({
    actions,
    service,
    store: mortal,
    spoolDirectory: spoolOf(folder),
    spool: { maxSegmentBytes: 4_096, syncDelayMs: 1 },
    drainIntervalMs: NEVER_MS,
    maxBatch: 4,
  });
  const addSeal: SqliteEvidence['addSeal'] = (seal, holder) => {
    if (state.crashAt === 'before' && state.skip === 0) state.unstored = seal;
    return dying(() => evidence.addSeal(seal, holder));
  };
  const deleteRows: SqliteEvidence['deleteRows'] = (ids) => dying(() => evidence.deleteRows(ids));
  const sealStore = { ...evidence, addSeal, deleteRows };
  // The same holder in every life: the lease of one that died would otherwise have to run out.
  const signer = createSigner(key.privateKey);
  const clock = { ...systemClock, now: () => systemClock.now() + AHEAD_MS };
  const sealer = createSealer({ store: sealStore, signer, maxRecords: 5, holder: 'model', clock });
  const keeper = createKeeper({ store: sealStore, auditStore: mortal, sealer, service, clock });
  const close = async (): Promise<void> => {
    await audit.shutdown({ timeoutMs: 30_000 });
    await evidence.close();
  };
  await audit.start();
  return {
    audit,
    sealer,
    evidence: sealStore,
    store: mortal,
    keeper,
    set skip(calls: number) {
      state.skip = calls;
    },
    get skip() {
      return state.skip;
    },
    set crashAt(point: CrashPoint) {
      state.crashAt = point;
    },
    get crashAt() {
      return state.crashAt;
    },
    get crashed() {
      return state.crashed;
    },
    get unstored() {
      return state.unstored;
    },
    abandon() {
      state.crashed = true;
      return close();
    },
    close,
  };
}

/** Every seal, after a look at the chain itself: numbers without gaps, each bound to the one before, no record in two. */
export async function checkedSeals(evidence: SqliteEvidence): Promise<readonly Seal[]> {
  const seals = await evidence.seals({ from: 1, limit: 10_000 });
  same(
    seals.map(({ no }) => no),
    seals.map((_, at) => at + 1),
  );
  for (const [at, { header }] of seals.entries()) {
    const before = seals[at - 1];
    if (before) same(parseSealHeader(header)?.previous, sealHash(before.header));
  }
  const ids = seals.flatMap((seal) => seal.ids);
  same(new Set(ids).size, ids.length);
  return seals;
}

/** The verification that an auditor runs; it has to find nothing at any moment at which nothing is under way. */
export async function checkTrail(evidence: SqliteEvidence): Promise<void> {
  const { findings, couldNotCheck } = await verifyTrail(evidence, { publicKeys: [key.publicKey] });
  same({ findings, couldNotCheck }, { findings: [], couldNotCheck: undefined });
}
