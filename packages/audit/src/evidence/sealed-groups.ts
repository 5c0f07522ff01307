import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditRow } from '../audit-record.ts';
import type { Seal } from '../seal/seal.ts';
import type { EvidenceSource, PersonalValue } from '../seal-store.ts';

/** IDs of one question to the source. */
export const ID_PAGE = 5_000;
/**
 * IDs of one question that a verification asks of a database: records that are judged soon die young, which costs the garbage
 * collector half of what it takes for pages of {@link ID_PAGE}.
 */
export const ID_SLICE = 1_000;
const MAX_SEALS = 1_000;

/** Some seals that follow each other, with the records under them. */
export interface SealedGroup {
  readonly seals: readonly Seal[];
  readonly rows: readonly AuditRow[];
  readonly personal: readonly PersonalValue[];
}

/** Asks in pages of {@link ID_PAGE}. */
export async function inPages<T>(
  ids: readonly string[],
  ask: (page: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  if (ids.length <= ID_PAGE) return ids.length === 0 ? [] : ask(ids);
  const all: T[] = [];
  for (let start = 0; start < ids.length; start += ID_PAGE) {
    for (const item of await ask(ids.slice(start, start + ID_PAGE))) all.push(item);
  }
  return all;
}

/** Seals in order, in pages that hold about {@link ID_PAGE} records together, whatever the size of a seal. */
async function* sealPages(source: EvidenceSource, from: number): AsyncGenerator<readonly Seal[], void, undefined> {
  let next = from;
  let limit = 4;
  for (;;) {
    const seals = await source.seals({ from: next, limit });
    if (seals.length === 0) return;
    yield seals;
    let records = 0;
    for (const seal of seals) {
      records += seal.ids.length;
      next = Math.max(next, seal.no + 1);
    }
    limit = Math.min(MAX_SEALS, Math.max(1, Math.floor((ID_PAGE * seals.length) / Math.max(records, 1))));
  }
}

async function* groups(
  source: EvidenceSource,
  from: number,
  withPersonal: boolean,
): AsyncGenerator<SealedGroup, void, undefined> {
  for await (const seals of sealPages(source, from)) {
    const ids = seals.flatMap((seal) => seal.ids);
    // Values first: records that are pruned in between are then absent, for which there is a statement.
    const personal = withPersonal ? await inPages(ids, (page) => source.personalOf(page)) : [];
    const rows = await inPages(ids, (page) => source.rowsOf(page));
    yield { seals, rows, personal };
  }
}

/** What a generator gives, asked for one ahead of who takes it. */
async function* readAhead<T>(reading: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
  let next = reading.next();
  for (;;) {
    const { done, value } = await next;
    if (done === true) return;
    next = reading.next();
    // Whoever stops early never comes to the await above.
    next.catch(() => undefined);
    // So that a database hears of it before this is judged, and answers meanwhile.
    await nextTurn();
    yield value;
  }
}

/** The groups of a trail from seal `from` on; while one is judged, the next is being read. */
export const sealedGroups = (
  source: EvidenceSource,
  from: number,
  withPersonal: boolean,
): AsyncGenerator<SealedGroup, void, undefined> => readAhead(groups(source, from, withPersonal));

/** Records of a seal that stand one behind the other. A seal of none has one empty part. */
export interface SealPart {
  readonly seal: Seal;
  readonly start: number;
  /** Behind the last. */
  readonly end: number;
}

/** Parts of seals that follow each other, with the records of these parts. */
export interface SealedSlice {
  readonly parts: readonly SealPart[];
  readonly rows: readonly AuditRow[];
  readonly personal: readonly PersonalValue[];
}

/**
 * Slices of equal sizes, none above `most`. A short one at the end could cost PostgreSQL more than all others: where each ID is
 * looked for, its planner compares each record with each of them below some 400.
 */
function cut(seals: readonly Seal[], most: number): SealPart[][] {
  const records = seals.reduce((sum, { ids }) => sum + ids.length, 0);
  const page = Math.ceil(records / Math.max(1, Math.ceil(records / most)));
  const slices: SealPart[][] = [];
  let parts: SealPart[] = [];
  let left = page;
  for (const seal of seals) {
    let start = 0;
    do {
      const end = Math.min(seal.ids.length, start + left);
      parts.push({ seal, start, end });
      left -= end - start;
      start = end;
      if (left > 0) continue;
      slices.push(parts);
      parts = [];
      left = page;
    } while (start < seal.ids.length);
  }
  return parts.length > 0 ? [...slices, parts] : slices;
}

export interface SliceOptions {
  readonly from: number;
  readonly withPersonal: boolean;
  /** Most records of a slice. */
  readonly page: number;
}

async function* slices(
  source: EvidenceSource,
  { from, page, withPersonal }: SliceOptions,
): AsyncGenerator<SealedSlice, void, undefined> {
  for await (const seals of sealPages(source, from)) {
    for (const parts of cut(seals, page)) {
      const ids = parts.flatMap(({ end, seal, start }) => seal.ids.slice(start, end));
      const isEmpty = ids.length === 0;
      // Values first, as above.
      const personal = withPersonal && !isEmpty ? await source.personalOf(ids) : [];
      yield { parts, personal, rows: isEmpty ? [] : await source.rowsOf(ids) };
    }
  }
}

/** Every seal from number `from` on, cut into pages of records; while one is judged, the next is being read. */
export const sealedSlices = (
  source: EvidenceSource,
  options: SliceOptions,
): AsyncGenerator<SealedSlice, void, undefined> => readAhead(slices(source, options));
