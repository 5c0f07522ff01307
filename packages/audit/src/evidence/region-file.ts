import type { FileHandle } from 'node:fs/promises';
import { evidenceFault, type Region } from './export-format.ts';
import { linesOf, readLines } from './line-file.ts';
import type { PlacedSeal } from './seal-lines.ts';

/** A line of a file that is ordered by seals, and the seal that names its record. */
export interface SealedLine<T> {
  readonly item: T;
  readonly at: number;
  readonly end: number;
  readonly seal: number | undefined;
}

export interface RegionFileOptions<T> {
  readonly file: string;
  readonly open: () => Promise<FileHandle>;
  /** Where the file says that a seal's lines are. */
  readonly regionOf: (line: PlacedSeal) => Region | undefined;
  /** Throws for a line that is none. */
  readonly parse: (text: string) => T;
  /** All seals of the export from the first. */
  readonly seals: () => AsyncGenerator<PlacedSeal, void, undefined>;
}

/** Lines that belong to records, found by the seals that name them. */
export interface RegionFile<T extends { readonly id: string }> {
  /** Lines of these records among the given seals. */
  among(seals: readonly PlacedSeal[], ids: ReadonlySet<string>): Promise<T[]>;
  /** Lines of these records, wherever they are. */
  anywhere(ids: ReadonlySet<string>): Promise<T[]>;
  /** Every line with its seal, in the order of the file. */
  walk(): AsyncGenerator<SealedLine<T>, void, undefined>;
}

/** Seals ahead of the current one that a line may belong to, as far as these have lines. */
const LOOK_AHEAD = 8;

/** One part for neighbours, so that small seals cost one read together. */
function joinRegions(regions: readonly Region[]): Region[] {
  const joined: Region[] = [];
  for (const region of regions) {
    const last = joined.at(-1);
    if (last && last.at + last.bytes === region.at && last.bytes + region.bytes <= MAX_READ)
      joined[joined.length - 1] = { at: last.at, bytes: last.bytes + region.bytes };
    else if (region.bytes > 0) joined.push(region);
  }
  return joined;
}

const MAX_READ = 32 << 20;

export function createRegionFile<T extends { readonly id: string }>(options: RegionFileOptions<T>): RegionFile<T> {
  const { file, parse, regionOf } = options;
  /** Where the lines really are, once a hint proved wrong. */
  let found: Promise<ReadonlyMap<number, Region>> | undefined;

  async function* lines(): AsyncGenerator<{ item: T; at: number; end: number }, void, undefined> {
    for await (const { at, isWhole, number, text } of readLines(file)) {
      if (!isWhole) throw evidenceFault(file, number, 'the file is cut off within a line');
      let item: T;
      try {
        item = parse(text);
      } catch (cause) {
        throw evidenceFault(file, number, 'the line is not one of an export', cause);
      }
      yield { item, at, end: at + Buffer.byteLength(text) + 1 };
    }
  }
  async function* walk(): AsyncGenerator<SealedLine<T>, void, undefined> {
    const seals = options.seals();
    const ahead: { no: number; ids: ReadonlySet<string> }[] = [];
    const fill = async (): Promise<void> => {
      while (ahead.length < LOOK_AHEAD) {
        const { done, value } = await seals.next();
        if (done === true) return;
        if ((regionOf(value)?.bytes ?? 0) > 0) ahead.push({ no: value.seal.no, ids: new Set(value.seal.ids) });
      }
    };
    for await (const line of lines()) {
      await fill();
      const place = ahead.findIndex(({ ids }) => ids.has(line.item.id));
      if (place > 0) ahead.splice(0, place);
      yield { ...line, seal: place < 0 ? undefined : ahead[0]?.no };
    }
  }
  const locate = async (): Promise<ReadonlyMap<number, Region>> => {
    const regions = new Map<number, Region>();
    for await (const { at, end, seal } of walk()) {
      if (seal === undefined) continue;
      const first = regions.get(seal)?.at ?? at;
      regions.set(seal, { at: first, bytes: end - first });
    }
    return regions;
  };
  const read = async (regions: readonly Region[], isTrue: (id: string) => boolean): Promise<T[] | undefined> => {
    const handle = await options.open();
    const items: T[] = [];
    for (const region of joinRegions(regions)) {
      const texts = await linesOf(handle, region);
      if (!texts) return undefined;
      for (const text of texts) {
        let item: T;
        try {
          item = parse(text);
        } catch {
          return undefined;
        }
        if (!isTrue(item.id)) return undefined;
        items.push(item);
      }
    }
    return items;
  };
  return {
    walk,
    async among(seals, ids) {
      const wanted = seals.filter(({ seal }) => seal.ids.some((id) => ids.has(id)));
      if (!found) {
        const known = new Set(wanted.flatMap(({ seal }) => seal.ids));
        const items = await read(
          wanted.map((line) => regionOf(line) ?? NOWHERE),
          (id) => known.has(id),
        );
        if (items) return items.filter(({ id }) => ids.has(id));
      }
      found ??= locate();
      const regions = await found;
      const items = await read(
        wanted.map(({ seal }) => regions.get(seal.no) ?? NOWHERE),
        () => true,
      );
      return (items ?? []).filter(({ id }) => ids.has(id));
    },
    async anywhere(ids) {
      const items: T[] = [];
      for await (const { item } of lines()) if (ids.has(item.id)) items.push(item);
      return items;
    },
  };
}

const NOWHERE: Region = { at: 0, bytes: 0 };
