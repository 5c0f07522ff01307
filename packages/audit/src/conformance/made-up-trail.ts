import { hash } from 'node:crypto';
import { type AuditRow, toRow } from '../audit-record.ts';
import { leafHash } from '../leaf.ts';
import type { Seal, WaitingLeaf } from '../seal/seal.ts';

/** When the made-up trail begins, milliseconds since the epoch. */
export const BEGINNING = Date.UTC(2026, 10, 21, 10);

/** Records of the made-up trail are this far apart. */
export const APART_MS = 1_000;

/** What databases, drivers and their placeholders are known to change: each stands in some body, in metadata. */
export const UNUSUAL = [
  'é e\u0301 \u2028\u2029\ufeff\uffff',
  '"quoted" \'single\' \\ \\\\ \\n /* -- */ ; %s %% $1 ?1 :name @x',
  '\u0000\u0001\u001f\u007f\u0085',
  '🙂 \ud800 \udc00 日本語 العربية',
  ' leading and trailing \t\r\n ',
  '{1,2} [null] NULL {} \\x00ff',
  'x'.repeat(40_000),
];

/** JSON that a database may not write in its own way: repeated keys, forms of numbers, spaces, both forms of one letter. */
const AS_IT_IS = '"extra" : { "b":1,"a":1.0,"n":1e2,\t"d":1,"d":2 ,"z":-0,\r\n"\\u00e9":"é" }';

/** ID of the n-th record. */
export const idAt = (n: number): string => {
  const time = (BEGINNING + n * APART_MS).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
};

/** The n-th record, with other values for fields of its body where they are given. */
export function rowAt(n: number, fields: Readonly<Record<string, unknown>> = {}): AuditRow {
  const at = new Date(BEGINNING + n * APART_MS).toISOString();
  const text = JSON.stringify({
    action: n % 2 === 0 ? 'user.created' : 'role.changed',
    actor: n % 7 === 6 ? { id: '', type: 'anonymous' } : { id: `u_${n % 3}`, type: 'user' },
    class: n % 3 === 0 ? 'security' : 'access',
    id: idAt(n),
    metadata: { text: UNUSUAL[n % UNUSUAL.length] },
    occurred_at: at,
    org: n % 5 === 0 ? undefined : `o_${n % 2}`,
    outcome: n % 4 === 0 ? 'denied' : 'success',
    recorded_at: at,
    request_id: n % 2 === 0 ? `r_${n}` : undefined,
    source: { instance: 'i', service: 's' },
    subjects: [
      { id: `s_${n}`, type: 'user' },
      { id: 'a "b", {c}', type: 'user' },
    ],
    v: 1,
    ...fields,
  });
  const body = `${text.slice(0, -1)},${AS_IT_IS}}`;
  return toRow(body, leafHash(body));
}

/** Records `from` to the one before `to`. */
export const rowsAt = (from: number, to: number): AuditRow[] =>
  Array.from({ length: to - from }, (_, n) => rowAt(from + n));

/** The same record with personal values beside it, which its body says nothing of: that is no store's matter. */
export const withPersonal = (row: AuditRow, value: string): AuditRow => ({
  ...row,
  personal: [
    { field: 'email', salt: hash('sha256', row.id, 'hex').slice(0, 32), value: JSON.stringify(value) },
    { field: 'after.name', salt: hash('sha256', row.leaf, 'hex').slice(0, 32), value: '{"b":1,"a":1.0}' },
  ],
});

export const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

export const leavesOf = (rows: readonly AuditRow[]): WaitingLeaf[] => rows.map(({ id, leaf }) => ({ id, leaf }));

/** A seal as a store sees it: what its header and signature say is for who verifies. */
export const sealOver = (no: number, rows: readonly WaitingLeaf[], statement?: string): Seal => ({
  no,
  header: `plumbline-audit-seal v1\nseal ${no}\nrecords ${rows.length}\n`,
  ids: idsOf(rows),
  leaves: rows.map(({ leaf }) => leaf),
  ...(statement !== undefined && { statement }),
  signature: Uint8Array.from(Buffer.from(hash('sha512', `signature ${no}`, 'hex'), 'hex')),
});
