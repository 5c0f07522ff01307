import process from 'node:process';
import { leafHash } from '@plumbline/audit';
import { type EvidenceSource, verifyTrail } from '@plumbline/audit/evidence';
import { postgresEvidence } from '@plumbline/audit/postgres';
import { sqliteEvidence } from '@plumbline/audit/sqlite';
import pg from 'pg';

// Verifies a trail in a process of its own, whose memory is then that of the verification: `audit-verifier.ts KIND WHERE`,
// the public key as the message. `read` is the least that one can do: read every body in pages and hash it.
const [kind = '', where = ''] = process.argv.slice(2);
const PAGE = 5_000;

async function readAll(pool: pg.Pool): Promise<number> {
  let after = '00000000-0000-0000-0000-000000000000';
  let records = 0;
  for (;;) {
    // Qualified: the name alone is that of the column of texts, which no index has in order.
    const text = `SELECT id::text, body, encode(leaf_hash, 'hex') AS leaf FROM audit_log WHERE id > $1 ORDER BY audit_log.id LIMIT ${PAGE}`;
    const { rows } = await pool.query<{ id: string; body: string; leaf: string }>(text, [after]);
    for (const { body, leaf } of rows) if (leafHash(body) !== leaf) throw new Error('a record is damaged');
    records += rows.length;
    if (rows.length < PAGE) return records;
    after = rows.at(-1)?.id ?? after;
  }
}

async function judge(source: EvidenceSource, publicPem: string): Promise<number> {
  const { checked, couldNotCheck, found } = await verifyTrail(source, { publicKeys: [publicPem] });
  if (found > 0 || couldNotCheck !== undefined)
    throw new Error(`${found} findings; ${couldNotCheck ?? 'all was checked'}`);
  return checked;
}

async function verify(publicPem: string): Promise<number> {
  if (kind === 'sqlite') return judge(sqliteEvidence({ path: where }), publicPem);
  const pool = new pg.Pool({ connectionString: where, max: 2 });
  return kind === 'read' ? readAll(pool) : judge(postgresEvidence(pool), publicPem);
}

async function measure({ publicPem }: { readonly publicPem: string }): Promise<void> {
  const before = process.memoryUsage.rss();
  const began = performance.now();
  const cpu = process.cpuUsage();
  const records = await verify(publicPem);
  const seconds = (performance.now() - began) / 1_000;
  const grownMiB = (process.resourceUsage().maxRSS * 1_024) / 2 ** 20 - before / 2 ** 20;
  const { user, system } = process.cpuUsage(cpu);
  const cpuMicros = (user + system) / records;
  process.send?.({ records, recordsPerSecond: records / seconds, cpuMicros, grownMiB }, () => process.exit());
}

process.once('message', (key: { readonly publicPem: string }) => void measure(key));
