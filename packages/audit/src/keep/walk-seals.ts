import type { EvidenceSource } from '../seal-store.ts';
import type { Seal } from '../seal/seal.ts';

/** Seals hold the hashes of their records, some 240 KB for 5,000. */
const PAGE = 20;

/** Every seal in order, a few at a time. */
export async function* walkSeals(
  store: Pick<EvidenceSource, 'seals'>,
  first = 1,
): AsyncGenerator<Seal, void, undefined> {
  for (let from = first; ;) {
    const page = await store.seals({ from, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    from = last.no + 1;
  }
}
