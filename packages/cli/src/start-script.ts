import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from './installation.ts';

/** What a script hands to `node`: preloaded modules, then the file; undefined where it runs no node. */
export function readScript(script: string | undefined): readonly string[] | undefined {
  const words = script?.split(/\s+/) ?? [];
  const at = words.findLastIndex((word) => /(?:^|\/)(?:node|tsx|ts-node)$/.test(word));
  if (at < 0) return undefined;
  const files: string[] = [];
  for (let index = at + 1; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const preload = /^(?:--import|--require|-r)(?:=(.+))?$/.exec(word);
    if (preload) files.push(preload[1] ?? words[(index += 1)] ?? '');
    else if (!word.startsWith('-')) return [...files, word];
  }
  return files;
}

/** The file that `npm start` runs, where package.json says one: relative to its folder. */
export function entryOf(manifest: Manifest): string | undefined {
  const file = readScript(manifest.scripts?.['start'])?.at(-1) ?? manifest.main;
  return file === undefined ? undefined : path.posix.normalize(file);
}

/** How a file names another one: with `./` or `../`. */
export function relativeSpecifier(from: string, to: string): string {
  const relative = path.relative(path.dirname(from), to).replaceAll('\\', '/');
  return relative.startsWith('.') ? relative : `./${relative}`;
}

const STARTERS = ['ts', 'mts', 'js', 'mjs'].map((extension) => path.join('telemetry', `start.${extension}`));

/** The file of `plumbline init` that starts everything, as the entry would name it: beside it or in a folder above. */
export function findStarter(entry: string, directory: string): string | undefined {
  for (let folder = path.dirname(entry); ; folder = path.dirname(folder)) {
    const file = STARTERS.map((name) => path.join(folder, name)).find((name) => existsSync(name));
    if (file !== undefined) return relativeSpecifier(entry, file);
    if (folder === directory || folder === path.dirname(folder)) return undefined;
  }
}
