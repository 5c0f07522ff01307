import { type AuditRow, toRow } from './audit-record.ts';
import type { AuditStore } from './audit-store.ts';
import { leafHash } from './leaf.ts';

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

function judgeRow(row: AuditRow, witnessed: string | undefined): AuditFinding[] {
  const { id } = row;
  const leaf = leafHash(row.body);
  if (leaf !== row.leaf || (witnessed !== undefined && witnessed !== leaf)) return [{ id, problem: 'edited' }];
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
    const faults = judgeRow(row, line?.audit_leaf);
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
