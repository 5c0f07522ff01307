import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** The parts of a package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly publishConfig?: Readonly<Record<string, unknown>>;
}

/** One package of the workspace. */
export interface WorkspacePackage {
  /** The folder's name below its group: `core`. */
  readonly id: string;
  /** Absolute path. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** One public entry point: the subpath as users write it, and the built files behind it. */
export interface EntryPoint {
  /** `@plumbline/core/context` */
  readonly specifier: string;
  /** `.` or `./context` */
  readonly subpath: string;
  readonly types: string;
  readonly code: string;
}

/** The checkout this file belongs to. */
export const checkout: string = path.resolve(import.meta.dirname, '../../..');

export const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** Packages below one group folder (`packages`, `examples`, `e2e`), in name order. */
export const packagesIn = (root: string, group: string): readonly WorkspacePackage[] => {
  const base = path.join(root, group);
  if (!existsSync(base)) return [];
  return readdirSync(base)
    .toSorted()
    .filter((id) => existsSync(path.join(base, id, 'package.json')))
    .map((id) => ({
      id,
      folder: path.join(base, id),
      manifest: readJson(path.join(base, id, 'package.json')) as Manifest,
    }));
};

/** The packages that are published. */
export const publicPackages = (root: string): readonly WorkspacePackage[] =>
  packagesIn(root, 'packages').filter(({ manifest }) => manifest.private !== true);

/** What users can import from a package. `./package.json` is left out: it is data. */
export const entryPoints = ({ folder, manifest }: WorkspacePackage): readonly EntryPoint[] =>
  Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) => {
    if (typeof target === 'string') return [];
    const { types, default: code } = target;
    if (types === undefined || code === undefined) return [];
    const specifier = subpath === '.' ? manifest.name : `${manifest.name}/${subpath.slice(2)}`;
    return [{ specifier, subpath, types: path.join(folder, types), code: path.join(folder, code) }];
  });

const BUILT = ['node_modules', 'dist', 'temp', '.turbo', 'coverage', 'generated'] as const;

/** Every file below a folder whose name ends as wanted, in order; build products and installed packages are left out. */
export const filesBelow = (folder: string, ending: string, skipped: readonly string[] = BUILT): readonly string[] => {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const file = path.join(folder, name);
      if (statSync(file).isDirectory()) return skipped.includes(name) ? [] : filesBelow(file, ending, skipped);
      return name.endsWith(ending) ? [file] : [];
    });
};
