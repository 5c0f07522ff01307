import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** The part of a package.json that the commands read. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly type?: string;
  readonly main?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** One copy of a package on disk. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Real path: two links to one copy are one copy. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** Names of the packages that would load this copy; empty for the application itself. */
  readonly dependents: readonly string[];
}

/** A limit against endless installations; the largest known applications have a few thousand packages. */
const MAX_PACKAGES = 20_000;

/** Reads a package.json; undefined where there is none or it is not one. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The nearest folder at or above this one that holds a package.json. */
export function findApplication(from: string): string | undefined {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (path.dirname(folder) === folder) return undefined;
  }
}

/** The copy of a package that code in this folder would load, by Node's lookup. */
export function resolvePackage(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) return realpathSync(candidate);
    if (path.dirname(folder) === folder) return undefined;
  }
}

const runtimeDependencies = (manifest: Manifest): readonly string[] => [
  ...new Set(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies })),
];

/** What the application's package.json names, development dependencies included. */
export const namedPackages = (manifest: Manifest): readonly string[] => [
  ...runtimeDependencies(manifest),
  ...Object.keys(manifest.devDependencies ?? {}),
];

/**
 * Every copy of every package that the application would load at run time: its dependencies and theirs, each looked up
 * from where it is needed. Development dependencies count only where they are Plumbline's.
 */
export function walkInstallation(application: string): readonly InstalledPackage[] {
  const root = realpathSync(application);
  const manifest = readManifest(root) ?? {};
  const plumblineTools = Object.keys(manifest.devDependencies ?? {}).filter((name) => name.startsWith('@plumbline/'));
  const found = new Map<string, { pkg: Omit<InstalledPackage, 'dependents'>; dependents: Set<string> }>();
  const queue: { readonly name: string; readonly from: string; readonly dependent: string }[] = [
    ...runtimeDependencies(manifest),
    ...plumblineTools,
  ].map((name) => ({ name, from: root, dependent: manifest.name ?? 'the application' }));
  for (let next = queue.shift(); next && found.size < MAX_PACKAGES; next = queue.shift()) {
    const { name, from, dependent } = next;
    const folder = resolvePackage(name, from);
    if (folder === undefined) continue;
    const known = found.get(folder);
    known?.dependents.add(dependent);
    if (known) continue;
    const own = readManifest(folder) ?? {};
    const pkg = { name: own.name ?? name, version: own.version ?? '', folder, manifest: own };
    found.set(folder, { pkg, dependents: new Set([dependent]) });
    for (const dependency of runtimeDependencies(own)) queue.push({ name: dependency, from: folder, dependent: name });
  }
  return Array.from(found.values(), ({ pkg, dependents }) => ({
    name: pkg.name,
    version: pkg.version,
    folder: pkg.folder,
    manifest: pkg.manifest,
    dependents: [...dependents].toSorted(),
  }));
}
