import { hash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '@plumbline/core';
import {
  exportTrail,
  type ExportTrailOptions,
  readExport,
  type TrailVerification,
  verifyTrail,
  type VerifyTrailOptions,
} from '../src/evidence.ts';
import { type AuditRow, type AuditStore, leafHash, type PersonalField, toRow, type WitnessLine } from '../src/index.ts';
import { commit } from '../src/personal/commitment.ts';
import {
  type Anchor,
  createSigner,
  generateSealKey,
  makeSeal,
  NO_PREVIOUS,
  parseSealHeader,
  type Seal,
  sealHash,
  type SealSigner,
} from '../src/seal.ts';
import { type SqliteEvidence, sqliteEvidence, sqliteStore } from '../src/sqlite.ts';

export const START = Date.UTC(2026, 0, 2, 3, 4, 5);
const DAY = 86_400_000;
/** When trails are verified: soon after the last record. */
export const NOW = START + 60_000;
export const clock = { ...systemClock, now: () => NOW };

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** Those of the first seal are two days older than the others, so that they may be pruned. */
const timeOf = (n: number): number => START + n - (n < 6 ? 2 * DAY : 0);

export function idOf(n: number): string {
  const time = hex(timeOf(n), 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${hex(Math.abs(n), 12)}`;
}

/** The n-th record; every third has a personal value. */
export function rowOf(n: number, subject = `u_${n}`, id: string = idOf(n)): AuditRow {
  const at = new Date(timeOf(n)).toISOString();
  const salt = randomBytes(16).toString('hex');
  const value = JSON.stringify(`person ${n}`);
  const personal: PersonalField[] = n % 3 === 0 ? [{ field: 'name', salt, value }] : [];
  const body = JSON.stringify({
    action: 'user.created',
    actor: { id: 'u_admin', type: 'user' },
    class: 'administration',
    ...(personal.length > 0 && { commitments: { name: commit(salt, 'name', value) } }),
    id,
    occurred_at: at,
    org: 'o_1',
    outcome: 'success',
    recorded_at: at,
    request_id: `req-${n}`,
    source: { instance: 'host-1', service: 'approvals' },
    subjects: [{ id: subject, type: 'user' }],
    v: 1,
  });
  return toRow(body, leafHash(body), personal.length > 0 ? personal : undefined);
}

export const newSigner = (): SealSigner => createSigner(generateSealKey().privateKey);

/** Seals records as they wait, without the sealer's timers and leases, so that a test can also do it wrongly. */
export async function addSeal(
  evidence: SqliteEvidence,
  signer: SealSigner,
  more: {
    readonly statement?: string;
    readonly next?: SealSigner;
    readonly most?: number;
    readonly sealedAt?: number;
  } = {},
): Promise<Seal> {
  const seals = await evidence.seals({ from: 1, limit: 1_000 });
  const last = seals.at(-1);
  await evidence.acquire('test', 10_000);
  const seal = await makeSeal(
    {
      trail: await evidence.trail(),
      no: (last?.no ?? 0) + 1,
      sealedAt: more.sealedAt ?? START + 1_000 * ((last?.no ?? 0) + 1),
      previous: last ? sealHash(last.header) : NO_PREVIOUS,
      leaves: await evidence.waiting(more.most ?? 1_000),
      ...(more.statement !== undefined && { statement: more.statement }),
      ...(more.next && { nextKey: more.next.publicKey }),
    },
    signer,
  );
  await evidence.addSeal(seal, 'test');
  return seal;
}

export interface TamperTrail {
  readonly database: DatabaseSync;
  readonly store: AuditStore;
  readonly evidence: SqliteEvidence;
  readonly signer: SealSigner;
  /** Log lines of all records that were made with it. */
  readonly witness: WitnessLine[];
  /** Stores records `from` to `to`, without the last. */
  add(from: number, to: number): Promise<void>;
  verify(options?: Partial<VerifyTrailOptions>): Promise<TrailVerification>;
  anchor(): Promise<Anchor>;
  sql(text: string, ...params: (string | number | null | Uint8Array)[]): void;
  seals(): Promise<readonly Seal[]>;
}

/** Four seals of six records each, 0 to 23, and two records that wait. */
export async function tamperTrail(signer: SealSigner = newSigner()): Promise<TamperTrail> {
  const database = new DatabaseSync(':memory:');
  const store = sqliteStore({ database });
  await store.migrate();
  const evidence = sqliteEvidence({ database });
  const witness: WitnessLine[] = [];
  const trail: TamperTrail = {
    database,
    store,
    evidence,
    signer,
    witness,
    async add(from, to) {
      const rows = Array.from({ length: to - from }, (_, index) => rowOf(from + index));
      await store.append(rows);
      for (const { id, leaf } of rows) witness.push({ audit_id: id, audit_leaf: leaf });
    },
    verify: (options = {}) => verifyTrail(evidence, { publicKeys: [signer.publicKey], clock, ...options }),
    anchor: async () => anchorOf(await evidence.seals({ from: 1, limit: 1_000 }), await evidence.trail()),
    sql: (text, ...params) => void database.prepare(text).run(...params),
    seals: () => evidence.seals({ from: 1, limit: 1_000 }),
  };
  for (let seal = 0; seal < 4; seal += 1) {
    await trail.add(seal * 6, seal * 6 + 6);
    await addSeal(evidence, signer);
  }
  await trail.add(24, 26);
  dropTriggers(database);
  return trail;
}

/** Whoever owns the database can take the triggers away. */
export function dropTriggers(database: DatabaseSync): void {
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of names) {
    if (!String(name).includes('queue') && !String(name).includes('entry'))
      database.exec(`DROP TRIGGER ${String(name)}`);
  }
}

/** What an anchor kept elsewhere says of the last seal. */
export function anchorOf(seals: readonly Seal[], trail: string): Anchor {
  const last = seals.at(-1);
  return {
    kind: 'file',
    trail,
    seal: last?.no ?? 0,
    hash: sealHash(last?.header ?? ''),
    records: seals.reduce((sum, { ids }) => sum + ids.length, 0),
    at: new Date(NOW).toISOString(),
    where: '/mnt/anchors',
  };
}

const packed = (texts: readonly string[]): Buffer => Buffer.from(texts.join('').replaceAll('-', ''), 'hex');

/** Puts another seal in the place of one. */
export function putSeal(trail: TamperTrail, no: number, seal: Omit<Seal, 'no'>): void {
  const { header, ids, leaves, signature, statement = null } = seal;
  trail.sql(
    'UPDATE audit_seals SET header = ?, ids = ?, leaves = ?, signature = ?, statement = ? WHERE no = ?',
    header,
    packed(ids),
    packed(leaves),
    signature,
    statement,
    no,
  );
}

/** Seals everything anew from what the records say now. */
export async function resealAll(trail: TamperTrail, signer: SealSigner): Promise<void> {
  let previous = NO_PREVIOUS;
  for (const old of await trail.seals()) {
    const rows = await trail.evidence.rowsOf(old.ids);
    const leaves = rows.map(({ body, id }) => ({ id, leaf: leafHash(body) }));
    const { sealedAt } = parseSealHeader(old.header);
    const id = await trail.evidence.trail();
    const seal = await makeSeal({ trail: id, no: old.no, sealedAt, previous, leaves }, signer);
    putSeal(trail, old.no, seal);
    previous = sealHash(seal.header);
  }
}

/** Writes a body and its hash and columns as if they had always been so. */
export function forge(trail: TamperTrail, n: number, subject: string): void {
  const { body, leaf, subjectIds } = rowOf(n, subject);
  trail.sql(
    'UPDATE audit_log SET body = ?, leaf_hash = ?, subject_ids = ? WHERE id = ?',
    body,
    Buffer.from(leaf, 'hex'),
    JSON.stringify(subjectIds),
    idOf(n),
  );
}

/** Exports and verifies the copy. */
export async function verifyCopy(
  trail: TamperTrail,
  folder: string,
  options: Partial<VerifyTrailOptions> = {},
  exportOptions: ExportTrailOptions = {},
): Promise<TrailVerification> {
  await exportTrail(trail.evidence, folder, { personal: true, clock, ...exportOptions });
  return verifyFolder(trail, folder, options);
}

export async function verifyFolder(
  { signer }: TamperTrail,
  folder: string,
  options: Partial<VerifyTrailOptions> = {},
): Promise<TrailVerification> {
  return verifyTrail(await readExport(folder), { publicKeys: [signer.publicKey], clock, ...options });
}

export const linesOf = (folder: string, name: string): string[] =>
  readFileSync(path.join(folder, name), 'utf8').split('\n').slice(0, -1);

/** Changes the lines of a file of an export, and the manifest with them unless told otherwise. */
export function editLines(
  folder: string,
  name: string,
  edit: (lines: string[]) => readonly string[],
  keepManifest = false,
): void {
  const text = edit(linesOf(folder, name))
    .map((line) => `${line}\n`)
    .join('');
  writeFileSync(path.join(folder, name), text);
  if (keepManifest) return;
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { files: Record<string, object> };
  manifest.files[name] = {
    lines: text.split('\n').length - 1,
    bytes: Buffer.byteLength(text),
    sha256: hash('sha256', text),
  };
  writeFileSync(file, JSON.stringify(manifest));
}

/** What findings say, without the sentences. */
export const named = ({ findings }: TrailVerification): object[] =>
  findings.map(({ what: _what, ...finding }) => finding);
