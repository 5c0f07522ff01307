import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hashOf, MANIFEST, manifestText, readManifest } from './manifest.ts';
import type { StackFile } from './model/stack-file.ts';

/** How a folder differs from what would be generated; each list is sorted. */
export interface Compared {
  /** Not there. */
  readonly missing: readonly string[];
  /** As an earlier run wrote it, and the configuration says something else by now. */
  readonly drifted: readonly string[];
  /** As no run wrote it. */
  readonly edited: readonly string[];
  /** Written by an earlier run, and no longer generated. */
  readonly stale: readonly string[];
}

const textOf = (folder: string, file: string): string | undefined => {
  const place = path.join(folder, file);
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
};

/** Paths that an earlier run may have written: a manifest that was edited must not name a file elsewhere. */
const isWithin = (file: string): boolean => !path.isAbsolute(file) && !file.split('/').includes('..');

/** Compares a folder with the files that belong there. It changes nothing. */
export function compareFolder(folder: string, files: readonly StackFile[]): Compared {
  const before = readManifest(textOf(folder, MANIFEST) ?? '') ?? {};
  const missing: string[] = [];
  const drifted: string[] = [];
  const edited: string[] = [];
  for (const { path: name, text } of files) {
    const there = textOf(folder, name);
    if (there === text) continue;
    if (there === undefined) missing.push(name);
    else if (before[name] === hashOf(there)) drifted.push(name);
    else edited.push(name);
  }
  const wanted = new Set(files.map(({ path: name }) => name));
  const gone = Object.keys(before).filter((name) => !wanted.has(name) && isWithin(name));
  const stale: string[] = [];
  for (const name of gone) {
    const there = textOf(folder, name);
    if (there === undefined) continue;
    (hashOf(there) === before[name] ? stale : edited).push(name);
  }
  const manifest = textOf(folder, MANIFEST);
  if (manifest === undefined) missing.push(MANIFEST);
  else if (manifest !== manifestText(files)) drifted.push(MANIFEST);
  return { missing, drifted: drifted.toSorted(), edited: edited.toSorted(), stale: stale.toSorted() };
}
