import type { AuditRow } from '../audit-record.ts';
import type { Anchor, Seal } from '../seal/seal.ts';
import type { EvidenceSource } from '../seal-store.ts';
import type { Row, Runner } from './client.ts';
import { createFinder } from './found.ts';
import { idOfLine, LINE, rowOfLine } from './lines.ts';
import { createPlainReads } from './plain-reads.ts';
import { SELECTED, toAuditRow } from './rows.ts';
import { createStrays } from './strays.ts';
import { numberOf, optional } from './values.ts';

/** A leaf as hexadecimal digits. */
const LEAF = 64;

function toSeal(row: Row): Seal {
  const ids = String(row['ids']);
  const leaves = String(row['leaves']);
  const statement = optional(row['statement']);
  return {
    no: Number(row['seal_no']),
    header: String(row['header']),
    ids: ids === '' ? [] : ids.split(','),
    leaves: Array.from({ length: leaves.length / LEAF }, (_, n) => leaves.slice(n * LEAF, (n + 1) * LEAF)),
    ...(statement !== undefined && { statement }),
    signature: Uint8Array.from(Buffer.from(String(row['signature']), 'hex')),
  };
}

function toAnchor(row: Row): Anchor {
  const receipt = optional(row['receipt']);
  return {
    kind: String(row['kind']),
    trail: String(row['trail']),
    seal: Number(row['seal_no']),
    hash: String(row['hash']),
    records: Number(row['records']),
    at: String(row['at']),
    where: String(row['place']),
    ...(receipt !== undefined && { receipt }),
  };
}

/** A record whose line does not say where its values end. */
interface OddRow {
  readonly id: string;
  readonly body?: never;
}

const isRow = (row: AuditRow | OddRow): row is AuditRow => row.body !== undefined;

/** Reads records as lines, and odd ones column by column. */
function recordFinder({ at, query }: Runner): EvidenceSource['rowsOf'] {
  const log = { order: 'audit_log.id', each: 2 };
  const find = createFinder<AuditRow | OddRow>(
    query,
    { ...log, select: `SELECT ${LINE} FROM ${at}.audit_log` },
    ({ line }) => rowOfLine(String(line)) ?? { id: idOfLine(String(line)) },
  );
  const findColumns = createFinder(query, { ...log, select: `SELECT ${SELECTED} FROM ${at}.audit_log` }, toAuditRow);
  return async (ids) => {
    if (ids.length === 0) return [];
    const found = await find(ids);
    const rows = found.filter(isRow);
    if (rows.length === found.length) return rows;
    // Twice an ID, twice a row: the ID is asked for once.
    const odd = new Set(found.filter((row) => !isRow(row)).map(({ id }) => id));
    return [...rows.filter(({ id }) => !odd.has(id)), ...(await findColumns([...odd]))];
  };
}

function valueFinder({ at, query }: Runner): EvidenceSource['personalOf'] {
  const select = `SELECT id::text AS id, field, pg_catalog.encode(salt, 'hex') AS salt, value FROM ${at}.audit_personal`;
  const order = 'audit_personal.id, field';
  const find = createFinder(query, { select, order, each: 4 }, (row) => ({
    id: String(row['id']),
    field: String(row['field']),
    salt: optional(row['salt']) ?? null,
    value: optional(row['value']) ?? null,
  }));
  return async (ids) => (ids.length === 0 ? [] : find(ids));
}

type PlainReads = () => Promise<void>;

type Sealed = Pick<EvidenceSource, 'trail' | 'seals' | 'waiting' | 'anchors'>;

function sealed({ at, query }: Runner, plainReads: PlainReads): Sealed {
  return {
    async trail() {
      await plainReads();
      const [row] = await query(`SELECT id::text AS id FROM ${at}.audit_trail`);
      return String(row?.['id']);
    },
    async seals({ from, limit }) {
      const sql = `SELECT seal_no::text AS seal_no, header, pg_catalog.array_to_string(ids, ',') AS ids,
  pg_catalog.encode(leaves, 'hex') AS leaves, statement, pg_catalog.encode(signature, 'hex') AS signature
FROM ${at}.audit_seals WHERE seal_no >= $1::text::bigint ORDER BY audit_seals.seal_no LIMIT $2::text::bigint`;
      return (await query(sql, [String(from), String(limit)])).map(toSeal);
    },
    async waiting(limit, after) {
      const behind = after === undefined ? '' : 'WHERE id > $2::text::uuid ';
      const sql = `SELECT id::text AS id, pg_catalog.encode(leaf_hash, 'hex') AS leaf FROM ${at}.audit_unsealed
${behind}ORDER BY audit_unsealed.id LIMIT $1::text::bigint`;
      const params = [String(limit), ...(after === undefined ? [] : [after])];
      return (await query(sql, params)).map((row) => ({ id: String(row['id']), leaf: String(row['leaf']) }));
    },
    async anchors() {
      const sql = `SELECT kind, trail::text AS trail, seal_no::text AS seal_no, hash, records::text AS records, at, place, receipt
FROM ${at}.audit_anchors ORDER BY anchor_no`;
      return (await query(sql)).map(toAnchor);
    },
  };
}

function stored(runner: Runner, plainReads: PlainReads): Omit<EvidenceSource, keyof Sealed> {
  const { at, query } = runner;
  const strays = createStrays(runner);
  return {
    rowsOf: recordFinder(runner),
    personalOf: valueFinder(runner),
    async totals() {
      await plainReads();
      const sql = `SELECT (SELECT pg_catalog.count(*) FROM ${at}.audit_log)::text AS records,
  (SELECT pg_catalog.count(*) FROM ${at}.audit_unsealed)::text AS waiting`;
      const [row] = await query(sql);
      return { records: numberOf(row?.['records']), waiting: numberOf(row?.['waiting']) };
    },
    async strays(options) {
      await plainReads();
      return strays(options);
    },
  };
}

/**
 * What verification reads: plain statements over the tables, since a function of the database may have been replaced. Those
 * of PostgreSQL are named with their schema, and so is an operator that one of another schema might fit better: the owner of
 * the database can make both. Numbers go and come as texts, which every driver knows. Rejects with PLB_AUDIT_STORE where the
 * role would not be shown each row, or where its search path names another schema before `pg_catalog`.
 */
export function source(runner: Runner): EvidenceSource {
  const plainReads = createPlainReads(runner);
  return { ...sealed(runner, plainReads), ...stored(runner, plainReads) };
}
