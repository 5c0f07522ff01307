import { createHash } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import { type AuditRow, leafHash, toRow } from '../src/index.ts';
import type { Seal, WaitingLeaf } from '../src/seal/seal.ts';

export const BASE = Date.parse('2026-11-21T10:00:00.000Z');

/** An ID of a time, the n-th of it. */
export const idAt = (ms: number, n: number): string => {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
};

/** The n-th record of a made-up trail, one a second from `base`. */
export function rowAt(n: number, fields: Record<string, unknown> = {}, base = BASE): AuditRow {
  const ms = base + n * 1_000;
  const id = idAt(ms, n);
  const at = new Date(ms).toISOString();
  const body = JSON.stringify({
    action: 'role.changed',
    actor: { id: `u_${n % 3}`, type: 'user' },
    class: n % 2 === 0 ? 'security' : 'access',
    id,
    occurred_at: at,
    org: n % 5 === 0 ? undefined : 'o_1',
    outcome: 'success',
    recorded_at: at,
    source: { instance: 'i', service: 's' },
    subjects: [{ id: `s_${n}`, type: 'user' }],
    v: 1,
    ...fields,
  });
  return toRow(body, leafHash(body));
}

export const rowsAt = (from: number, to: number): AuditRow[] =>
  Array.from({ length: to - from }, (_, n) => rowAt(from + n));

/** A seal as the database sees it: what its header and signature say is not the database's matter. */
export const sealOf = (no: number, leaves: readonly WaitingLeaf[], statement?: string): Seal => ({
  no,
  header: `seal ${no}\nrecords ${leaves.length}\n`,
  ids: leaves.map(({ id }) => id),
  leaves: leaves.map(({ leaf }) => leaf),
  ...(statement !== undefined && { statement }),
  signature: Uint8Array.from(createHash('sha512').update(String(no)).digest()),
});

/** A database without tables. */
export async function empty(pg: PGlite): Promise<void> {
  await pg.exec(
    'RESET ALL; RESET ROLE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC',
  );
  await pg.exec('DROP SCHEMA IF EXISTS "Trail" CASCADE');
}

/** Does something as a role that is made where there is none. */
export async function as(pg: PGlite, role: string, work: () => Promise<void>): Promise<void> {
  await pg.exec(`SET ROLE ${role}`);
  try {
    await work();
  } finally {
    await pg.exec('RESET ROLE');
  }
}
