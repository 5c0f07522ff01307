import { lstatSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { filesBelow, lookAt } from './look-at.ts';
import {
  hashOf,
  MANIFEST,
  type Manifest,
  manifestFault,
  manifestText,
  readManifest,
  withoutCarriage,
} from './manifest.ts';
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
  /** By nobody's leave in a folder that is loaded as a whole. */
  readonly foreign: readonly string[];
  /** Links, and folders in the place of files: what is behind them is not looked at. */
  readonly links: readonly string[];
  /** As generated but for line ends of Windows. */
  readonly lineEnds: readonly string[];
  /** Generated files that containers may not read, or that anybody may run or change; secrets that others may read. */
  readonly rights: readonly string[];
}

/** Everything in them is loaded, served or run as a test, whoever wrote it. */
const LOADED = [
  'alertmanager/templates',
  'grafana/dashboards',
  'grafana/provisioning',
  'kubernetes/boards',
  'kubernetes/rules',
  'prometheus/rules',
  'prometheus/tests',
  'runbooks',
];

type Lists = { [K in keyof Compared]: string[] };

const emptyLists = (): Lists => ({
  missing: [],
  drifted: [],
  edited: [],
  stale: [],
  foreign: [],
  links: [],
  lineEnds: [],
  rights: [],
});

const isOf = (hash: string | undefined, text: string): boolean =>
  hash !== undefined && (hash === hashOf(text) || hash === hashOf(withoutCarriage(text)));

/** Puts a file that is wanted into the list where it belongs, and returns its rights. */
function compareFile(
  folder: string,
  { path: name, text }: StackFile,
  before: Manifest,
  lists: Lists,
): number | undefined {
  const there = lookAt(folder, name);
  if (there.kind === 'absent') lists.missing.push(name);
  else if (there.kind !== 'file') lists.links.push(there.at);
  else {
    if (there.text === undefined || there.text === text) return there.rights;
    if (withoutCarriage(there.text) === text) lists.lineEnds.push(name);
    else if (isOf(before.get(name), there.text)) lists.drifted.push(name);
    else lists.edited.push(name);
    return there.rights;
  }
  return undefined;
}

/** A file that an earlier run wrote and that is not wanted any more. */
function compareGone(folder: string, name: string, before: Manifest, lists: Lists): void {
  const there = lookAt(folder, name);
  if (there.kind === 'other') throw manifestFault(`names ${JSON.stringify(there.at)}, which is no file`);
  if (there.kind === 'link') lists.links.push(there.at);
  if (there.kind === 'file') (isOf(before.get(name), there.text ?? '') ? lists.stale : lists.edited).push(name);
}

const READ_BY_ALL = 0o004;
const RUN_OR_WRITTEN = 0o113;
const OTHERS = 0o007;

/** Files whose rights matter. Windows has others; a file system that gives all files the same ones says nothing by them. */
function rightsFaults(rights: ReadonlyMap<string, number>): string[] {
  if (process.platform === 'win32') return [];
  const all = [...rights];
  const isOpen = (of: number): boolean => (of & RUN_OR_WRITTEN) !== 0;
  const isSame = all.every(([, of]) => isOpen(of));
  return all.flatMap(([name, of]) => ((of & READ_BY_ALL) === 0 || (isOpen(of) && !isSame) ? [name] : []));
}

/** Secrets are made by hand and never read here. */
function openSecrets(folder: string, wanted: ReadonlySet<string>): string[] {
  if (process.platform === 'win32') return [];
  return filesBelow(folder, 'secrets').filter((name) => {
    const found = lstatSync(path.join(folder, name));
    return !wanted.has(name) && found.isFile() && (found.mode & OTHERS) !== 0;
  });
}

function manifestOf(folder: string): string | undefined {
  const there = lookAt(folder, MANIFEST);
  if (there.kind === 'absent') return undefined;
  if (there.kind !== 'file' || there.text === undefined) throw manifestFault('is no file that can be read');
  return there.text;
}

/**
 * Compares a folder with the files that belong there. It changes nothing, and looks at nothing through a link.
 *
 * @throws PLB_STACK_OPTION where the manifest cannot be believed
 */
export function compareFolder(folder: string, files: readonly StackFile[]): Compared {
  const manifest = manifestOf(folder);
  const before: Manifest = manifest === undefined ? new Map() : readManifest(manifest);
  const lists = emptyLists();
  const wanted = new Set(files.map(({ path: name }) => name));
  const rights = new Map<string, number>();
  for (const file of files) {
    const of = compareFile(folder, file, before, lists);
    if (of !== undefined) rights.set(file.path, of);
  }
  for (const name of before.keys()) if (!wanted.has(name)) compareGone(folder, name, before, lists);
  const known = new Set([...wanted, ...before.keys(), ...lists.links]);
  lists.foreign.push(...LOADED.flatMap((name) => filesBelow(folder, name)).filter((name) => !known.has(name)));
  lists.rights.push(...rightsFaults(rights), ...openSecrets(folder, wanted));
  const text = manifestText(files);
  if (manifest === undefined) lists.missing.push(MANIFEST);
  else if (withoutCarriage(manifest) !== text) lists.drifted.push(MANIFEST);
  else if (manifest !== text) lists.lineEnds.push(MANIFEST);
  const sorted = Object.entries(lists).map(([name, list]) => [name, [...new Set(list)].toSorted()] as const);
  return { ...(Object.fromEntries(sorted) as unknown as Compared), missing: lists.missing };
}
