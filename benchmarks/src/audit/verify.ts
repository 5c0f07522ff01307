import { defineBenchmark } from '../harness/benchmark.ts';
import { startHelper } from '../processes/helper.ts';
import { numberOf, startAuditDatabase } from './database.ts';
import { fill } from './filled.ts';

type VerifyScale = Readonly<Record<'records', number>>;
type Values = Readonly<Record<string, number>>;

async function verify(kind: string, where: string, publicPem: string, expected: number): Promise<Values> {
  using verifier = startHelper('audit-verifier', [kind, where]);
  const { records, ...measured } = await verifier.ask<Record<string, number>>({ publicPem });
  if (records !== expected) throw new Error(`${expected} stored, ${records} verified`);
  return measured;
}

async function inPostgres(kind: 'postgres' | 'read', { records }: VerifyScale): Promise<Values> {
  const { postgresEvidence, postgresStore } = await import('@plumbline/audit/postgres');
  await using database = await startAuditDatabase();
  const { owner, server } = database;
  const publicPem = await fill(postgresStore(owner, { allowOwner: true }), postgresEvidence(owner), records);
  // What autovacuum does when it gets to it: which way rows are looked up should not be chance.
  await owner.query('VACUUM (ANALYZE)');
  const sealBytes = (await numberOf(owner, "SELECT pg_total_relation_size('audit_seals') AS n")) / records;
  return { ...(await verify(kind, server.url, publicPem, records)), sealBytes };
}

async function inSqlite({ records }: VerifyScale): Promise<Values> {
  const { sqliteEvidence, sqliteStore } = await import('@plumbline/audit/sqlite');
  const { DatabaseSync } = await import('node:sqlite');
  const path = 'audit.sqlite';
  const store = sqliteStore({ path });
  const evidence = sqliteEvidence({ path });
  const publicPem = await fill(store, evidence, records);
  await evidence.close();
  await store.close?.();
  const database = new DatabaseSync(path);
  const size = "SELECT sum(pgsize) AS n FROM dbstat WHERE name LIKE '%audit_seals%'";
  const sealBytes = Number(database.prepare(size).get()?.['n']) / records;
  database.close();
  return { ...(await verify('sqlite', path, publicPem, records)), sealBytes };
}

const PER_SECOND = 100_000;
const GROWN_MIB = 256;
/** IDs, leaves, headers, signatures and indexes, beside the leaf hash of the record itself. */
const SEAL_BYTES = 64;

export const auditVerify = defineBenchmark<VerifyScale>({
  name: 'audit-verify',
  question: 'How fast is a sealed trail verified, in how much memory, and what do its seals weigh?',
  metrics: {
    recordsPerSecond: { unit: '/s', what: 'records', better: 'more' },
    cpuMicros: { unit: 'µs', what: 'CPU of the verifying process, a record', better: 'less' },
    grownMiB: { unit: 'MiB', what: 'resident memory, grown at most', better: 'less', ratio: false },
    sealBytes: { unit: 'bytes', what: 'seals, a record', better: 'less', ratio: false },
  },
  baseline: 'read',
  sides: {
    read: {
      what: 'PostgreSQL: every body is read in pages and hashed, and nothing else',
      run: (scale) => inPostgres('read', scale),
    },
    postgres: { what: 'verifyTrail on PostgreSQL', run: (scale) => inPostgres('postgres', scale) },
    sqlite: { what: 'verifyTrail on SQLite', run: inSqlite },
  },
  bars: ['postgres', 'sqlite'].flatMap((side) => [
    { side, metric: 'recordsPerSecond', least: PER_SECOND },
    { side, metric: 'grownMiB', most: GROWN_MIB },
    { side, metric: 'sealBytes', most: SEAL_BYTES },
  ]),
  needs: 'postgres',
  peers: ['pg'],
  rounds: 3,
  // Filling takes most of it.
  sampleTimeoutMs: 1_800_000,
  scale: { records: 1_000_000 },
  tiny: { records: 2_000 },
});
