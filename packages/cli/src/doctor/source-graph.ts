import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readImports, readLateImports } from './read-imports.ts';

/** One module that is loaded when an entry runs. */
export interface Load {
  readonly specifier: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What an entry loads, in the order in which it is loaded, and the application's own files among it. */
export interface SourceGraph {
  readonly loads: readonly Load[];
  readonly sources: readonly { readonly file: string; readonly text: string }[];
  /** The first specifier that is the application's own and leads to no file: an alias of a bundler. */
  readonly unknown: string | undefined;
}

/** A limit against endless graphs: an entry reaches its server long before this. */
const MAX_FILES = 500;

const ENDINGS = ['.ts', '.tsx', '.mts', '.js', '.jsx', '.mjs'];

/** What a bundler usually calls the folder of the sources. */
const ALIAS = /^[@~]\//;

/** Folders and names that a specifier may stand for; none where it is a package. */
function basesOf(from: string, specifier: string, directory: string): readonly string[] {
  if (specifier.startsWith('.')) return [path.resolve(path.dirname(from), specifier)];
  const rest = specifier.replace(ALIAS, '');
  return rest === specifier ? [] : [path.join(directory, rest), path.join(directory, 'src', rest)];
}

/** The file of an import of the application's own, with the extensions that TypeScript, Node and bundlers allow. */
function resolveFile(bases: readonly string[]): string | undefined {
  const candidates = bases.flatMap((base) => [
    base,
    base.replace(/\.([cm]?)js$/, '.$1ts'),
    ...ENDINGS.map((ending) => base + ending),
    ...ENDINGS.map((ending) => path.join(base, `index${ending}`)),
  ]);
  return candidates.find((file) => existsSync(file) && statSync(file).isFile());
}

/** Follows what files load: modules load depth first, in the order of their imports, and what is awaited comes after them. */
export function readGraph(entries: readonly string[], directory: string): SourceGraph {
  const loads: Load[] = [];
  const sources = new Map<string, string>();
  const late: Load[] = [];
  let unknown: string | undefined;
  const follow = (load: Load): void => {
    loads.push(load);
    const bases = basesOf(load.file, load.specifier, directory);
    const local = resolveFile(bases);
    if (local !== undefined) visit(local);
    else if (bases.length > 0 || load.specifier.startsWith('#')) unknown ??= load.specifier;
  };
  const visit = (file: string): void => {
    if (sources.has(file) || sources.size >= MAX_FILES) return;
    const text = readFileSync(file, 'utf8');
    sources.set(file, text);
    late.push(...readLateImports(text).map((site) => Object.assign({ file }, site)));
    for (const site of readImports(text)) follow({ file, ...site });
  };
  for (const entry of entries) visit(entry);
  for (let next = late.shift(); next !== undefined; next = late.shift()) follow(next);
  return { loads, sources: Array.from(sources, ([file, text]) => ({ file, text })), unknown };
}
