import { PlumblineError } from '@plumbline/core';
import type { WaitingLeaf } from '../seal/seal.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { checkOrphans, checkRow, type RecordCheckOptions, rowsById, valuesById } from './record-check.ts';
import { ID_PAGE } from './sealed-groups.ts';

/** Most records of the queue that an export holds, and that are looked at in one; of a database, all are. */
export const MAX_QUEUE = 100_000;

export interface QueueCheckOptions extends RecordCheckOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When the source was taken from its database, which only a copy says of itself; the same as `now` for a database. */
  readonly takenAt: number;
  readonly maxWaitingAgeMs: number;
  /** Whether records may be absent because they were left out. */
  readonly isFiltered: boolean;
  readonly onWaiting: (id: string, leaf: string) => void;
}

export interface QueueCheckResult {
  /** Records that wait. */
  readonly waiting: number;
  /** Those of them that were there. */
  readonly there: number;
  /** Whether only the time that a copy gives itself says that they have not waited too long. */
  readonly isUnsigned: boolean;
}

/** A record, and when it was recorded, milliseconds since the epoch. */
interface Aged {
  readonly id: string;
  readonly recordedAt: number;
}

/** What waits, in pages. The lines of a copy come in any order, which an ID to go on behind would hide. */
async function* queuePages(
  source: EvidenceSource,
  isCopy: boolean,
): AsyncGenerator<readonly WaitingLeaf[], void, undefined> {
  if (isCopy) {
    const queue = await source.waiting(MAX_QUEUE);
    for (let start = 0; start < queue.length; start += ID_PAGE) yield queue.slice(start, start + ID_PAGE);
    return;
  }
  for (let after: string | undefined; ;) {
    const page = await source.waiting(ID_PAGE, after);
    const [first] = page;
    if (after !== undefined && first !== undefined && first.id <= after)
      throw new PlumblineError('PLB_AUDIT_STORE', 'the store does not give what waits behind a record (`waiting`)');
    if (first) yield page;
    after = page.at(-1)?.id;
    if (page.length < ID_PAGE) return;
  }
}

/** Judges what waits for a seal. */
export async function checkQueue(source: EvidenceSource, options: QueueCheckOptions): Promise<QueueCheckResult> {
  const { findings, isFiltered, withPersonal } = options;
  let waiting = 0;
  let there = 0;
  /** By the time that they bear, and not by their IDs: whoever can add a record chooses its ID. */
  let oldest: Aged | undefined;
  for await (const page of queuePages(source, options.derived)) {
    const ids = page.map(({ id }) => id);
    const values = valuesById(withPersonal ? await source.personalOf(ids) : []);
    const rows = rowsById(await source.rowsOf(ids), findings);
    for (const { id, leaf } of page) {
      options.onWaiting(id, leaf);
      const row = rows.get(id);
      if (!row) {
        const what = 'The record waits for its seal and is not there.';
        if (!isFiltered) findings.add({ problem: 'missing', id, what });
        checkOrphans(id, values.get(id) ?? [], options);
        continue;
      }
      there += 1;
      if (row.leaf !== leaf)
        findings.add({ problem: 'queue_differs', id, what: 'The queue has another hash than the record.' });
      const isIntact = checkRow(row, undefined, values.get(id) ?? [], options);
      if (isIntact && !(oldest && oldest.recordedAt <= row.recordedAt)) oldest = { id, recordedAt: row.recordedAt };
    }
    waiting += page.length;
  }
  return { waiting, there, isUnsigned: oldest !== undefined && judgeAge(oldest, options) };
}

/** Names a record that has waited too long; answers whether it would be too long by now. */
function judgeAge({ id, recordedAt }: Aged, options: QueueCheckOptions): boolean {
  const { findings, maxWaitingAgeMs, now, takenAt } = options;
  const age = takenAt - recordedAt;
  if (age <= maxWaitingAgeMs) return now - recordedAt > maxWaitingAgeMs;
  const what = `The record has waited ${Math.round(age / 1_000)} s for its seal: the sealer does not run or does not keep up.`;
  findings.add({ problem: 'sealer_behind', id, what });
  return false;
}

/** Names the records that neither a seal nor the queue knows; answers how many. */
export async function checkStrays(source: EvidenceSource, options: RecordCheckOptions): Promise<number> {
  let after: string | undefined;
  let found = 0;
  for (;;) {
    const rows = await source.strays({ limit: ID_PAGE, ...(after !== undefined && { after }) });
    for (const { id } of rows) {
      found += 1;
      const what =
        'The record is under no seal and does not wait for one: it was not recorded in the ordinary way, or its seal was deleted.';
      options.findings.add({ problem: 'unsealed', id, what });
    }
    const last = rows.at(-1)?.id;
    if (rows.length < ID_PAGE || last === undefined || last === after) return found;
    after = last;
  }
}
