import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditRecord, AuditRow } from '../audit-record.ts';
import type { PersonalValue } from '../seal-store.ts';
import { type AuditFinding, judgeRow } from '../verify.ts';
import type { AbsentRecords } from './absent-records.ts';
import type { Findings } from './findings.ts';
import { judgePersonal } from './personal-check.ts';
import type { SealPart } from './sealed-groups.ts';

const SENTENCES: Readonly<Partial<Record<AuditFinding['problem'], string>>> = {
  edited: 'The text of the record is not the one that was hashed when it was recorded.',
  column_mismatch: 'A search column says something else than the record.',
  unreadable: 'The text that was sealed is no record.',
};

/** How the records of a source are judged. */
export interface RecordCheckOptions {
  readonly findings: Findings;
  /** Whether the columns are made from the texts, so that they cannot differ. */
  readonly derived: boolean;
  /** Whether personal values are there to be judged. */
  readonly withPersonal: boolean;
}

/** Judges one row by the leaf that a seal or the queue has; answers whether it is as it was recorded. */
export function checkRow(
  row: AuditRow,
  leaf: string | undefined,
  values: readonly PersonalValue[],
  options: RecordCheckOptions & { readonly seal?: number },
): boolean {
  const { derived, findings, seal, withPersonal } = options;
  const place = seal === undefined ? {} : { seal };
  const { findings: faults, record } = judgeRow(row, leaf, derived);
  for (const { column, id, problem } of faults) {
    const what = SENTENCES[problem] ?? problem;
    findings.add({ problem, ...place, id, ...(column !== undefined && { column }), what });
  }
  if (record && withPersonal && (values.length > 0 || record.commitments)) addPersonal(record, values, place, findings);
  return faults.length === 0;
}

/** A copy is written at rest: it has no values of a record that it does not have. In a database they may be on their way out. */
export function checkOrphans(
  id: string,
  values: readonly PersonalValue[],
  { derived, findings, seal }: RecordCheckOptions & { readonly seal?: number },
): void {
  if (!derived) return;
  const what = 'A personal value is there, and the record that it belongs to is not.';
  const place = seal === undefined ? {} : { seal };
  for (const { field } of values) findings.add({ problem: 'personal_uncommitted', ...place, id, field, what });
}

function addPersonal(
  record: Pick<AuditRecord, 'commitments' | 'id'>,
  values: readonly PersonalValue[],
  place: { readonly seal?: number },
  findings: Findings,
): void {
  for (const finding of judgePersonal(record, values)) findings.add({ ...finding, ...place });
}

/** Rows by ID; a second row of an ID is named. */
export function rowsById(rows: readonly AuditRow[], findings: Findings): Map<string, AuditRow> {
  const byId = new Map<string, AuditRow>();
  for (const row of rows) {
    if (byId.has(row.id)) findings.add({ problem: 'duplicate', id: row.id, what: 'The record is there twice.' });
    else byId.set(row.id, row);
  }
  return byId;
}

export function valuesById(values: readonly PersonalValue[]): ReadonlyMap<string, readonly PersonalValue[]> {
  const byId = new Map<string, PersonalValue[]>();
  for (const value of values) {
    const list = byId.get(value.id);
    if (list) list.push(value);
    else byId.set(value.id, [value]);
  }
  return byId;
}

const NONE: readonly PersonalValue[] = [];

/** Records that are judged before whatever else waits has its turn: what is being read, for one. Some milliseconds. */
const TURN = 250;

/** Holds the records of a part of a seal against their leaves; answers how many were there. */
export async function checkSealedRecords(
  { end, seal, start }: SealPart,
  rows: ReadonlyMap<string, AuditRow>,
  values: ReadonlyMap<string, readonly PersonalValue[]>,
  absent: AbsentRecords,
  options: RecordCheckOptions,
): Promise<number> {
  let there = 0;
  const place = { ...options, seal: seal.no };
  for (let index = start; index < end; index += 1) {
    const id = seal.ids[index] as string;
    const row = rows.get(id);
    if (row) {
      there += 1;
      checkRow(row, seal.leaves[index], values.get(id) ?? NONE, place);
    } else {
      absent.add(seal.no, index, { id, size: seal.ids.length });
      checkOrphans(id, values.get(id) ?? NONE, place);
    }
    if (index % TURN === TURN - 1) await nextTurn();
  }
  return there;
}
