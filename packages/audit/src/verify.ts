import { type AuditRecord, type AuditRow, toRow } from './audit-record.ts';
import type { AuditStore } from './audit-store.ts';
import { createIsoTime } from './iso-time.ts';
import { leafHash } from './leaf.ts';
import { agreesPlainly } from './plain-body.ts';

/** What the log line of a record says: it went another way than the record, out of reach of the database's operator. */
export interface WitnessLine {
  readonly audit_id: string;
  readonly audit_leaf: string;
  /** Written inside a transaction that may have been rolled back. */
  readonly audit_open?: boolean;
}

/** One fault, by record. */
export interface AuditFinding {
  readonly id: string;
  /**
   * `edited`: the body is not the one that was hashed or witnessed. `column_mismatch`: a search column says something
   * else than the body. `unreadable`: the body is no record. `duplicate`: the ID occurs twice. `missing`: witnessed and
   * not there. `unwitnessed`: there and never witnessed, such as an inserted record.
   */
  readonly problem: 'edited' | 'column_mismatch' | 'unreadable' | 'duplicate' | 'missing' | 'unwitnessed';
  /** The column, where one is at fault. */
  readonly column?: string;
}

export interface VerifyOptions {
  /**
   * The `audit` lines of the log for the same time. Without them an edit that also recomputes the leaf, a deletion and an
   * insertion cannot be seen.
   */
  readonly witness?: Iterable<WitnessLine> | AsyncIterable<WitnessLine>;
}

export interface Verification {
  readonly checked: number;
  readonly intact: number;
  readonly findings: readonly AuditFinding[];
}

const PAGE = 1_000;

async function* readAll(store: AuditStore): AsyncGenerator<AuditRow, void, undefined> {
  let after: string | undefined;
  for (;;) {
    const rows = await store.read({ limit: PAGE, ...(after !== undefined && { after }) });
    yield* rows;
    after = rows.at(-1)?.id;
    if (rows.length < PAGE) return;
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Writing a time costs less than reading one. Throws for what is no time. */
const isoTime = createIsoTime();

/** Whether every column is, word for word, what the body says: so it is for nearly all records, and costs little. */
function agrees(record: AuditRecord, row: AuditRow): boolean {
  const { actor, subjects } = record;
  if (typeof actor !== 'object' || actor === null || !Array.isArray(subjects)) return false;
  const { subjectIds } = row;
  return (
    record.id === row.id &&
    record.action === row.action &&
    actor.id === row.actorId &&
    record.outcome === row.outcome &&
    record.class === row.class &&
    (record.org ?? null) === row.org &&
    (record.request_id ?? null) === row.requestId &&
    isoTime(row.recordedAt) === record.recorded_at &&
    subjects.length === subjectIds.length &&
    subjects.every((subject, index) => subject?.id === subjectIds[index]) &&
    UUID.test(row.id)
  );
}

function columnFindings(row: AuditRow, leaf: string): AuditFinding[] {
  const { id } = row;
  let expected: AuditRow;
  try {
    expected = toRow(row.body, leaf);
  } catch {
    return [{ id, problem: 'unreadable' }];
  }
  const columns = Object.keys(expected) as (keyof AuditRow)[];
  return columns
    .filter((column) => !same(expected[column], row[column]))
    .map((column) => ({ id, problem: 'column_mismatch', column }));
}

/** For rows whose columns were made from the body just now: there is nothing to hold against each other. */
const isRecordOf = (record: AuditRecord, { id }: AuditRow): boolean =>
  record.id === id && typeof record.action === 'string' && Array.isArray(record.subjects) && UUID.test(id);

/** What a row is worth by itself. */
export interface RowJudgement {
  readonly findings: readonly AuditFinding[];
  /** What the body says of personal values, where the row is intact. */
  readonly record?: Pick<AuditRecord, 'commitments' | 'id'>;
}

const NONE: readonly AuditFinding[] = [];

/**
 * Hashes the body anew, and holds the columns against it.
 *
 * @param witnessed the leaf that somebody else keeps: a witness or a seal
 * @param derived whether the columns of the row were made from its body, as those of an export are
 */
export function judgeRow(row: AuditRow, witnessed?: string, derived = false): RowJudgement {
  const leaf = leafHash(row.body);
  if (leaf !== row.leaf || (witnessed !== undefined && witnessed !== leaf))
    return { findings: [{ id: row.id, problem: 'edited' }] };
  let record: AuditRecord;
  try {
    if (agreesPlainly(row, derived)) return { findings: NONE, record: row };
    record = JSON.parse(row.body) as AuditRecord;
    if (derived ? isRecordOf(record, row) : agrees(record, row)) return { findings: NONE, record };
  } catch {
    return { findings: columnFindings(row, leaf) };
  }
  const findings = columnFindings(row, leaf);
  return findings.length === 0 ? { findings, record } : { findings };
}

/** Reads every record again and names each one that is not as it was recorded. */
export async function verifyRecords(
  source: AuditStore | Iterable<AuditRow> | AsyncIterable<AuditRow>,
  { witness }: VerifyOptions = {},
): Promise<Verification> {
  const lines = witness && (await collect(witness));
  const seen = new Set<string>();
  const findings: AuditFinding[] = [];
  let checked = 0;
  let intact = 0;
  for await (const row of 'append' in source ? readAll(source) : source) {
    checked += 1;
    const line = lines?.get(row.id);
    const faults = [...judgeRow(row, line?.audit_leaf).findings];
    if (seen.has(row.id)) faults.push({ id: row.id, problem: 'duplicate' });
    if (lines && !line) faults.push({ id: row.id, problem: 'unwitnessed' });
    seen.add(row.id);
    if (faults.length === 0) intact += 1;
    findings.push(...faults);
  }
  for (const [id, line] of lines ?? []) {
    if (!seen.has(id) && line.audit_open !== true) findings.push({ id, problem: 'missing' });
  }
  return { checked, intact, findings };
}

async function collect(
  witness: Iterable<WitnessLine> | AsyncIterable<WitnessLine>,
): Promise<ReadonlyMap<string, WitnessLine>> {
  const lines = new Map<string, WitnessLine>();
  // The final line of a transaction comes after its open one and replaces it.
  for await (const line of witness) lines.set(line.audit_id, line);
  return lines;
}
