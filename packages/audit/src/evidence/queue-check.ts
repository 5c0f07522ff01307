import type { EvidenceSource } from '../seal-store.ts';
import { checkRow, type RecordCheckOptions, rowsById, valuesById } from './record-check.ts';
import { ID_PAGE } from './sealed-groups.ts';

/** Most records of the queue that are looked at; a sealer leaves far fewer. */
export const MAX_QUEUE = 100_000;

export interface QueueCheckOptions extends RecordCheckOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly maxWaitingAgeMs: number;
  /** Whether records may be absent because they were left out. */
  readonly isFiltered: boolean;
  readonly onWaiting: (id: string, leaf: string) => void;
}

/** Judges what waits for a seal; answers how many records that is, and how many of them were there. */
export async function checkQueue(
  source: EvidenceSource,
  options: QueueCheckOptions,
): Promise<{ readonly waiting: number; readonly there: number }> {
  const { findings, isFiltered, maxWaitingAgeMs, now, withPersonal } = options;
  const queue = await source.waiting(MAX_QUEUE);
  let there = 0;
  for (let start = 0; start < queue.length; start += ID_PAGE) {
    const page = queue.slice(start, start + ID_PAGE);
    const ids = page.map(({ id }) => id);
    const values = valuesById(withPersonal ? await source.personalOf(ids) : []);
    const rows = rowsById(await source.rowsOf(ids), findings);
    for (const [index, { id, leaf }] of page.entries()) {
      options.onWaiting(id, leaf);
      const row = rows.get(id);
      if (!row) {
        const what = 'The record waits for its seal and is not there.';
        if (!isFiltered) findings.add({ problem: 'missing', id, what });
        continue;
      }
      there += 1;
      if (row.leaf !== leaf)
        findings.add({ problem: 'queue_differs', id, what: 'The queue has another hash than the record.' });
      const isIntact = checkRow(row, undefined, values.get(id) ?? [], options);
      if (start + index > 0 || !isIntact) continue;
      const age = now - row.recordedAt;
      if (age <= maxWaitingAgeMs) continue;
      const what = `The record has waited ${Math.round(age / 1_000)} s for its seal: the sealer does not run or does not keep up.`;
      findings.add({ problem: 'sealer_behind', id, what });
    }
  }
  return { waiting: queue.length, there };
}

/** Names the records that neither a seal nor the queue knows; answers how many. */
export async function checkStrays(source: EvidenceSource, options: RecordCheckOptions): Promise<number> {
  let after: string | undefined;
  let found = 0;
  for (;;) {
    const rows = await source.strays({ limit: ID_PAGE, ...(after !== undefined && { after }) });
    for (const { id } of rows) {
      found += 1;
      const what = 'The record is under no seal and does not wait for one: it was not recorded in the ordinary way.';
      options.findings.add({ problem: 'unsealed', id, what });
    }
    const last = rows.at(-1)?.id;
    if (rows.length < ID_PAGE || last === undefined || last === after) return found;
    after = last;
  }
}
