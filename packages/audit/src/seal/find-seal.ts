import type { EvidenceSource } from '../seal-store.ts';
import { lastSeal } from './last-seal.ts';
import type { Seal } from './seal.ts';
import { parseSealHeader } from './seal-header.ts';

/** A seal takes some 280 kB. */
const PAGE = 20;
/** How far clocks of recording and sealing machines may be apart without a second search. */
const SKEW_MS = 60_000;

const sealedAt = (seal: Seal): number => parseSealHeader(seal.header).sealedAt;

/** The first seal that can hold a record of this time, if clocks and seals went on as they should; 1 at least. */
async function firstAfter(source: EvidenceSource, time: number, last: Seal): Promise<number> {
  let before = 0;
  let from = last.no;
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    const [seal] = await source.seals({ from: middle, limit: 1 });
    if (seal && sealedAt(seal) < time) before = middle;
    else from = middle;
  }
  return from;
}

async function search(source: EvidenceSource, id: string, from: number, to: number): Promise<Seal | undefined> {
  for (let no = from; no < to;) {
    const page = await source.seals({ from: no, limit: Math.min(PAGE, to - no) });
    const found = page.find((seal) => seal.ids.includes(id));
    if (found || page.length === 0) return found;
    no = (page.at(-1)?.no ?? to) + 1;
  }
  return undefined;
}

/**
 * The seal that covers a record, or undefined. `recordedAt` (milliseconds) only says where to begin: a record may come to
 * the store late, and a clock may be wrong, so everything is searched before the answer is no.
 */
export async function findSealOf(source: EvidenceSource, id: string, recordedAt: number): Promise<Seal | undefined> {
  const last = await lastSeal(source);
  if (!last) return undefined;
  const begin = await firstAfter(source, recordedAt - SKEW_MS, last);
  return (await search(source, id, begin, last.no + 1)) ?? search(source, id, 1, begin);
}
