import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Encoded, encodingsOf } from './encodings.ts';
import { type Canary, canaryShapes } from './shapes.ts';

export type { Canary } from './shapes.ts';

/** A canary that was seen where it must not be. It names the canary, never its value. */
export interface CanaryFinding {
  readonly canary: string;
  /** `plain`, `url`, `form`, `json`, `json in json`, `hex`, `utf16`, `base64` or `base64url`. */
  readonly encoding: string;
  /** The file, or empty for bytes that were handed in. */
  readonly file: string;
  /** Byte offset of the first occurrence. */
  readonly offset: number;
}

export interface CanarySetOptions {
  /** The same seed gives the same canaries, in every process. @default 'plumbline' */
  readonly seed?: string;
}

/** Values to plant, and a search for what became of them. */
export interface CanarySet {
  readonly all: readonly Canary[];
  /** The value to plant of the canary with this name; throws for an unknown name. */
  value(name: string): string;
  /** Searches text or bytes. */
  findIn(data: string | Uint8Array): readonly CanaryFinding[];
  /**
   * Searches one file, or every file below a folder; `.gz` files are unpacked first. Compressed stores, such as a
   * database's own files, hide what they hold: search an export of them.
   */
  findInFiles(fileOrDirectory: string): readonly CanaryFinding[];
}

interface Search extends Encoded {
  readonly canary: string;
}

function search(searches: readonly Search[], data: Buffer, file: string): CanaryFinding[] {
  return searches.flatMap(({ canary, encoding, bytes }) => {
    const offset = data.indexOf(bytes);
    return offset < 0 ? [] : [{ canary, encoding, file, offset }];
  });
}

function filesUnder(root: string): string[] {
  if (!statSync(root).isDirectory()) return [root];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function contents(file: string): Buffer {
  const data = readFileSync(file);
  return file.endsWith('.gz') ? gunzipSync(data) : data;
}

/** Makes a set of planted secrets: vendor keys, credentials in many wrappings, personal data, free text. */
export function canaries(options: CanarySetOptions = {}): CanarySet {
  const all = canaryShapes(options.seed ?? 'plumbline');
  const searches = all.flatMap(({ name, needles }) =>
    needles
      .flatMap((needle) => encodingsOf(needle))
      .map(({ encoding, bytes }): Search => ({ canary: name, encoding, bytes })),
  );
  return {
    all,
    value(name) {
      const found = all.find((canary) => canary.name === name);
      if (!found) throw new RangeError(`no canary is named ${name}`);
      return found.value;
    },
    findIn: (data) => search(searches, Buffer.from(data as Uint8Array), ''),
    findInFiles: (root) => filesUnder(root).flatMap((file) => search(searches, contents(file), file)),
  };
}
