import type { EvidenceSource } from '../seal-store.ts';
import type { Seal } from './seal.ts';

/**
 * The seal with the greatest number. Numbers ascend, so it is found in steps that double and then halve: 40 reads of one
 * seal among a million, and one where nothing follows `known`.
 */
export async function lastSeal(source: Pick<EvidenceSource, 'seals'>, known?: Seal): Promise<Seal | undefined> {
  const from = async (no: number): Promise<Seal | undefined> => (await source.seals({ from: no, limit: 1 }))[0];
  let last = known ?? (await from(1));
  if (!last) return undefined;
  let beyond = last.no + 1;
  for (let step = 1; ; step *= 2) {
    beyond = last.no + step;
    const next = await from(beyond);
    if (!next) break;
    last = next;
  }
  while (beyond - last.no > 1) {
    const middle = Math.floor((last.no + beyond) / 2);
    const next = await from(middle);
    if (next) last = next;
    else beyond = middle;
  }
  return last;
}
