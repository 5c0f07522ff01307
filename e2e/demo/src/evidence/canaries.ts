import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LoadLine } from '../load.ts';
import { needles } from '../canaries.ts';

export interface CanaryEvidence {
  /** How often a secret or personal value stood in a request. */
  readonly planted: number;
  /** How often one was found in what the libraries wrote or sent. */
  readonly found: number;
  /** Bytes that were searched, by sink. */
  readonly searched: Readonly<Record<string, number>>;
  /** Sink and offset of each find; never the value. */
  readonly finds: readonly string[];
}

/** Searches every byte of every sink for every planted value. */
export function canaryEvidence(
  load: readonly LoadLine[],
  sinks: Readonly<Record<string, readonly string[]>>,
): CanaryEvidence {
  const searchFor = needles().map((needle) => Buffer.from(needle));
  const finds: string[] = [];
  const searched: Record<string, number> = {};
  for (const [sink, places] of Object.entries(sinks)) {
    searched[sink] = 0;
    for (const file of places.flatMap(filesBelow)) {
      const bytes = bytesOf(file);
      searched[sink] += bytes.byteLength;
      for (const needle of searchFor)
        finds.push(...offsets(bytes, needle).map((offset) => `${sink}: ${path.basename(file)} at byte ${offset}`));
    }
  }
  const planted = load.reduce((sum, line) => sum + line.planted.length, 0);
  return { planted, found: finds.length, searched, finds: finds.slice(0, 20) };
}

/** The engine takes its own status and lock files away when it ends: one that is gone by now holds nothing. */
function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function filesBelow(place: string): string[] {
  const entries = readdirSync(path.dirname(place), { withFileTypes: true }).find(
    ({ name }) => name === path.basename(place),
  );
  if (entries === undefined) return [];
  if (entries.isFile()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function offsets(bytes: Buffer, needle: Buffer): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + 1)) found.push(at);
  return found;
}
