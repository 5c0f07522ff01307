import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mustRun } from './command.ts';
import type { Tarball } from './pack.ts';
import { pnpm } from './pnpm.ts';
import { type Manifest, packagesIn, readJson } from './workspace.ts';

/** A project outside the workspace that has installed the tarballs. */
export interface Consumer {
  readonly folder: string;
  /** Every subpath that the tarballs export, as a user imports it. */
  readonly specifiers: readonly string[];
  /** Optional peers that are not installed here, by package. */
  readonly absent: ReadonlyMap<string, readonly string[]>;
}

/** Half a gigabyte, and only ever loaded by a child process: no import of ours may need it. */
const NEVER_INSTALLED: ReadonlySet<string> = new Set(['chdb']);

const specifiersOf = ({ name, manifest }: Tarball): readonly string[] =>
  Object.entries(manifest.exports ?? {})
    .filter(([, target]) => typeof target !== 'string')
    .map(([subpath]) => (subpath === '.' ? name : `${name}/${subpath.slice(2)}`));

/** The manifest of what the workspace itself has installed: no resolution, so no network. */
const installed = (root: string, name: string): Manifest => {
  const homes = [root, ...packagesIn(root, 'packages').map(({ folder }) => folder)];
  const found = homes
    .map((home) => path.join(home, 'node_modules', name, 'package.json'))
    .find((file) => existsSync(file));
  if (found === undefined)
    throw new Error(`${name} is a peer but nothing in the workspace has it installed; add it as a devDependency.`);
  return readJson(found) as Manifest;
};

interface Peers {
  readonly required: ReadonlySet<string>;
  readonly optional: ReadonlySet<string>;
}

const peersOf = (manifest: Manifest): Peers => {
  const names = Object.keys(manifest.peerDependencies ?? {}).filter((name) => !name.startsWith('@plumbline/'));
  const isOptional = (name: string): boolean => manifest.peerDependenciesMeta?.[name]?.optional === true;
  return { required: new Set(names.filter((name) => !isOptional(name))), optional: new Set(names.filter(isOptional)) };
};

/**
 * Makes an empty project and installs the tarballs in it: with the peers they require, and with the optional ones only
 * where `optionalPeers` says so.
 */
export const makeConsumer = async (
  root: string,
  folder: string,
  tarballs: readonly Tarball[],
  { optionalPeers }: { readonly optionalPeers: boolean },
): Promise<Consumer> => {
  const peers = tarballs.map(({ manifest }) => peersOf(manifest));
  const wanted = new Set(peers.flatMap(({ required, optional }) => [...required, ...(optionalPeers ? optional : [])]));
  const direct = [...wanted].filter((name) => !NEVER_INSTALLED.has(name));
  // What the peers require in turn, as npm would install it.
  const names = [...new Set([...direct, ...direct.flatMap((name) => [...peersOf(installed(root, name)).required])])];
  const dependencies = Object.fromEntries([
    ...tarballs.map(({ name, file }) => [name, `file:${file}`] as const),
    ...[...names, '@types/node'].map((name) => [name, installed(root, name).version] as const),
  ]);
  mkdirSync(folder, { recursive: true });
  const overrides = tarballs.map(({ name, file }) => `  '${name}': 'file:${file}'`);
  const settings = ['minimumReleaseAge: 0', 'autoInstallPeers: false', 'updateNotifier: false', 'pmOnFail: ignore'];
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, dependencies }, undefined, 2),
  );
  writeFileSync(path.join(folder, 'pnpm-workspace.yaml'), ['overrides:', ...overrides, ...settings, ''].join('\n'));
  const args = ['install', '--ignore-scripts', '--prefer-offline', '--no-frozen-lockfile', '--reporter=append-only'];
  await mustRun(pnpm(), args, { cwd: folder, timeoutMs: 300_000 });
  const absent = tarballs.map(({ name }, index) => {
    const missing = [...(peers[index]?.optional ?? [])].filter((peer) => !names.includes(peer));
    return [name, missing] as const;
  });
  return { folder, specifiers: tarballs.flatMap(specifiersOf), absent: new Map(absent) };
};
