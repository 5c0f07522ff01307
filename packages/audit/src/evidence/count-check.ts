import { counted } from '../counted.ts';
import type { EvidenceSource } from '../seal-store.ts';
import type { Findings } from './findings.ts';
import { sealedGroups } from './sealed-groups.ts';

export interface CountCheckOptions {
  /** Records that were found under the seals up to `lastSeal`. */
  readonly sealed: number;
  readonly lastSeal: number;
  readonly findings: Findings;
}

/**
 * Holds the number of records against what seals and queue account for. It needs no help of the database in looking for
 * strays, since whoever owns the database can replace that by something that finds none.
 *
 * Records may be added and sealed meanwhile. What is neither waiting nor sealed does not depend on that: it is the
 * number of records without the waiting ones, counted at one moment, against the records under the seals of that moment.
 */
export async function checkCount(source: EvidenceSource, options: CountCheckOptions): Promise<void> {
  let { lastSeal, sealed } = options;
  async function* newer(): AsyncGenerator<number, void, undefined> {
    for await (const { rows, seals } of sealedGroups(source, lastSeal + 1, false)) {
      const there = new Set(rows.map(({ id }) => id));
      for (const { ids, no } of seals) {
        lastSeal = Math.max(lastSeal, no);
        sealed += ids.filter((id) => there.has(id)).length;
        yield sealed;
      }
    }
  }
  for await (const _count of newer());
  const { records, waiting } = await source.totals();
  const settled = records - waiting;
  if (settled <= sealed) return;
  const more = settled - sealed;
  // One of the seals made since then may have been the last one of that moment.
  for await (const count of newer()) if (count === settled) return;
  const what = `The store counts ${counted(more, 'record')} more than its seals and its queue have, and does not say which.`;
  options.findings.add({ problem: 'unsealed', what });
}
