import { evidenceFault, readSealLine, type SealLine } from './export-format.ts';
import { readLines } from './line-file.ts';

/** Seals of an export with their place in the file. */
export interface PlacedSeal extends SealLine {
  /** Byte behind its line. */
  readonly end: number;
}

/** The seals of an export from a byte of the file on. Throws PLB_AUDIT_EVIDENCE, which names file and line. */
export async function* readSealLines(file: string, from = 0): AsyncGenerator<PlacedSeal, void, undefined> {
  for await (const { at, isWhole, number, text } of readLines(file, from)) {
    // Read from the middle, a line's number is not known; the fault is found again from the start.
    if (!isWhole) throw evidenceFault(file, number, 'the file is cut off within a line');
    let line: SealLine;
    try {
      line = readSealLine(text);
    } catch (cause) {
      throw evidenceFault(file, from === 0 ? number : await numberOf(file, at), 'the line is no seal', cause);
    }
    yield { ...line, end: at + Buffer.byteLength(text) + 1 };
  }
}

/** Number of the line that begins at a byte. */
export async function numberOf(file: string, byte: number): Promise<number> {
  for await (const { at, number } of readLines(file)) if (at >= byte) return number;
  return 0;
}

/** Seals by number, read on from where the last page ended. */
export interface SealPages {
  page(from: number, limit: number): Promise<readonly PlacedSeal[]>;
}

export function createSealPages(file: string): SealPages {
  let next = 1;
  let at = 0;
  return {
    async page(from, limit) {
      const isBehind = from === next;
      const seals: PlacedSeal[] = [];
      for await (const line of readSealLines(file, isBehind ? at : 0)) {
        // Behind the page before, and behind the first that is asked for, everything is of interest, also a seal that stands
        // in the wrong place.
        if (isBehind || seals.length > 0 || line.seal.no >= from) seals.push(line);
        if (seals.length >= limit) break;
      }
      if (seals.length > 0) next = from;
      for (const { end, seal } of seals) {
        next = Math.max(next, seal.no + 1);
        at = end;
      }
      return seals;
    },
  };
}
