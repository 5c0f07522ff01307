import type { PlumblineError } from '@plumbline/core';
import { evidenceFault, ID_ON_LINE, type Region } from './export-format.ts';
import { type Block, linesOf, openFile, readBlocks, spansOf } from './line-file.ts';
import { createLookAhead } from './look-ahead.ts';
import type { PlacedSeal } from './seal-lines.ts';

/** A line of a file that is ordered by seals, and the seal that names its record. */
export interface SealedLine {
  readonly id: string;
  readonly at: number;
  readonly end: number;
  readonly seal: number | undefined;
  /** Whether it is another line than those that {@link RegionFile.among} looked at for its seal, which had been asked for. */
  readonly isExtra: boolean;
}

export interface RegionFileOptions<T> {
  readonly file: string;
  /** Where the file says that a seal's lines are. */
  readonly regionOf: (line: PlacedSeal) => Region | undefined;
  /** Throws for a line that is none. */
  readonly parse: (text: string) => T;
  /** All seals of the export from the first. */
  readonly seals: () => AsyncGenerator<PlacedSeal, void, undefined>;
  /** Whether a record has one line and no more. */
  readonly isOneEach: boolean;
}

/** Lines that belong to records, found by the seals that name them. */
export interface RegionFile<T extends { readonly id: string }> {
  /** Lines of these records among the given seals. */
  among(seals: readonly PlacedSeal[], ids: ReadonlySet<string>): Promise<T[]>;
  /** Lines of these records, wherever they are. */
  anywhere(ids: ReadonlySet<string>): Promise<T[]>;
  /** Every line with its seal, in the order of the file, some at a time. */
  walk(): AsyncGenerator<readonly SealedLine[], void, undefined>;
}

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
  /** First seal that was asked for, and the first that was read from where its lines really are. */
  let firstAsked = Number.POSITIVE_INFINITY;
  let firstFound = Number.POSITIVE_INFINITY;

  const fault = (block: Block, line: number, cause?: unknown): PlumblineError =>
    evidenceFault(file, block.number + line, 'the line is not one of an export, or is cut off', cause);

  async function* walk(): AsyncGenerator<readonly SealedLine[], void, undefined> {
    const seals = options.seals();
    const ahead = createLookAhead(seals, regionOf);
    try {
      for await (const block of readBlocks(file)) {
        const lines: SealedLine[] = [];
        for (const { end, start } of spansOf(block)) {
          if (!block.isWhole || end - start < ID_ON_LINE.to) throw fault(block, lines.length);
          const id = block.bytes.toString('latin1', start + ID_ON_LINE.from, start + ID_ON_LINE.to);
          const seal = ahead.find(id) ?? (await ahead.search(id));
          const at = block.at + start;
          const behind = block.at + end + 1;
          const isAgain = options.isOneEach && ahead.isAgain;
          const isAsked = seal !== undefined && seal >= firstAsked;
          const isExtra = isAsked && (isAgain || (seal < firstFound && !ahead.isInPlace(at, behind)));
          lines.push({ id, at, end: behind, seal, isExtra });
        }
        yield lines;
      }
    } finally {
      // Whoever stops early, or needs no more seals, leaves their file open otherwise.
      await seals.return();
    }
  }
  const locate = async (): Promise<ReadonlyMap<number, Region>> => {
    const regions = new Map<number, Region>();
    for await (const lines of walk()) {
      for (const { at, end, seal } of lines) {
        if (seal === undefined) continue;
        const first = regions.get(seal)?.at ?? at;
        regions.set(seal, { at: first, bytes: end - first });
      }
    }
    return regions;
  };
  const parsed = (texts: readonly string[], isTrue: (id: string) => boolean): T[] | undefined => {
    const items: T[] = [];
    try {
      for (const text of texts) items.push(parse(text));
    } catch {
      return undefined;
    }
    return items.every(({ id }) => isTrue(id)) ? items : undefined;
  };
  /** Undefined where one of the parts is not what it was said to be. */
  const read = async (regions: readonly Region[], isTrue: (id: string) => boolean): Promise<T[] | undefined> => {
    const handle = await openFile(file);
    try {
      const all: T[] = [];
      for (const region of joinRegions(regions)) {
        const items = parsed((await linesOf(handle, region)) ?? [''], isTrue);
        if (!items) return undefined;
        for (const item of items) all.push(item);
      }
      return all;
    } finally {
      await handle.close();
    }
  };
  return {
    walk,
    async among(seals, ids) {
      const wanted = seals.filter(({ seal }) => seal.ids.some((id) => ids.has(id)));
      const first = wanted.reduce((least, { seal }) => Math.min(least, seal.no), Number.POSITIVE_INFINITY);
      firstAsked = Math.min(firstAsked, first);
      if (!found) {
        const known = new Set(wanted.flatMap(({ seal }) => seal.ids));
        const items = await read(
          wanted.map((line) => regionOf(line) ?? NOWHERE),
          (id) => known.has(id),
        );
        if (items) return items.filter(({ id }) => ids.has(id));
      }
      firstFound = Math.min(firstFound, first);
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
      for await (const block of readBlocks(file)) {
        let line = 0;
        for (const { end, start } of spansOf(block)) {
          const id = block.bytes.toString('latin1', start + ID_ON_LINE.from, start + ID_ON_LINE.to);
          try {
            if (ids.has(id)) items.push(parse(block.bytes.toString('utf8', start, end)));
          } catch (cause) {
            throw fault(block, line, cause);
          }
          line += 1;
        }
      }
      return items;
    },
  };
}

const NOWHERE: Region = { at: 0, bytes: 0 };
