import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Manifest, readJson } from './workspace.ts';

/** A package whose code is part of another one's JavaScript. */
export interface Inlined {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Who wrote it, as its package.json says. */
  readonly author: string;
  readonly folder: string;
}

/** The part of esbuild's metafile that is read: which bytes of which file are in which output. */
interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

/** What `recipe` leaves for packages that inline others. */
export const METAFILE = 'dist/metafile-esm.json';

/** The package that an installed file belongs to; undefined for a file of our own. */
const homeOf = (file: string): string | undefined => {
  const parts = file.split('/');
  const at = parts.lastIndexOf('node_modules');
  if (at === -1) return undefined;
  return parts.slice(0, at + (parts[at + 1]?.startsWith('@') ? 3 : 2)).join('/');
};

/** The packages whose code is in the built JavaScript of `folder`, by name: what esbuild says, of the files that are there. */
export const inlinedIn = (folder: string): readonly Inlined[] => {
  const file = path.join(folder, METAFILE);
  if (!existsSync(file)) return [];
  const { outputs } = readJson(file) as Metafile;
  const inputs = Object.entries(outputs)
    .filter(([output]) => existsSync(path.join(folder, output)))
    .flatMap(([, { inputs }]) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const homes = new Set(inputs.flatMap(([input]) => homeOf(input) ?? []));
  return [...homes]
    .map((home) => {
      const {
        name,
        version,
        license = '',
        author = '',
      } = readJson(path.join(folder, home, 'package.json')) as Manifest;
      const by = typeof author === 'string' ? author : author.name;
      return { name, version, license, author: by, folder: path.join(folder, home) };
    })
    .toSorted((one, other) => (`${one.name} ${one.version}` < `${other.name} ${other.version}` ? -1 : 1));
};
