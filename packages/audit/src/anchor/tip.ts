import type { EvidenceSource } from '../seal-store.ts';
import type { Anchor } from '../seal/seal.ts';
import { parseSealHeader, sealHash } from '../seal/seal-header.ts';
import { type AnchorStatement, anchorError } from './anchor-target.ts';

/** What an anchor says of the last seal. */
export type Tip = Omit<AnchorStatement, 'at'>;

/** Seals hold the hashes of their records, some 240 KB for 5,000. */
const PAGE = 20;

type Source = Pick<EvidenceSource, 'anchors' | 'seals' | 'trail'>;

async function tipOf(source: Source, trail: string, anchor: Anchor): Promise<Tip> {
  const [seal] = await source.seals({ from: anchor.seal, limit: 1 });
  if (seal?.no === anchor.seal && sealHash(seal.header) === anchor.hash) {
    return { hash: anchor.hash, records: anchor.records, seal: anchor.seal, trail };
  }
  throw anchorError(
    `seal ${anchor.seal} was anchored (${anchor.kind}, ${anchor.at}), and the store has ${seal ? 'another one' : 'it no more'}`,
    undefined,
    'Run `npx plumbline audit verify` with the anchors: seals were changed or cut off. Nothing is anchored on top of it.',
  );
}

/** Walks to the last seal, from the newest anchored one on, and counts the records under all of them. */
export interface TipReader {
  /** Undefined while there is no seal. Rejects with PLB_AUDIT_ANCHOR where seals do not follow one another. */
  read(): Promise<Tip | undefined>;
}

export function createTipReader(source: Source): TipReader {
  let tip: Tip | undefined;
  const begin = async (trail: string): Promise<Tip> => {
    const start: Tip = { hash: '0'.repeat(64), records: 0, seal: 0, trail };
    const known = (await source.anchors()).filter((anchor) => anchor.trail === trail);
    const newest = known.reduce<Anchor | undefined>((a, b) => (a && a.seal >= b.seal ? a : b), undefined);
    return newest ? tipOf(source, trail, newest) : start;
  };
  return {
    async read() {
      let next = tip ?? (await begin(await source.trail()));
      for (;;) {
        const page = await source.seals({ from: next.seal + 1, limit: PAGE });
        for (const { header, no } of page) {
          const { no: said, previous, records, trail } = parseSealHeader(header);
          if (no !== next.seal + 1 || said !== no || previous !== next.hash || trail !== next.trail) {
            throw anchorError(`seal ${no} does not follow seal ${next.seal}; run \`npx plumbline audit verify\``);
          }
          next = { hash: sealHash(header), records: next.records + records, seal: no, trail };
        }
        tip = next;
        if (page.length < PAGE) return next.seal === 0 ? undefined : next;
      }
    },
  };
}
