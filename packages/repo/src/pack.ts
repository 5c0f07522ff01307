import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { mapLimit, mustRun, runCommand } from './command.ts';
import { METAFILE } from './inlined.ts';
import { undeclaredImports } from './pack-imports.ts';
import { pnpm } from './pnpm.ts';
import { type Manifest, publicPackages, type WorkspacePackage } from './workspace.ts';

/** A packed package, as it would be published. */
export interface Tarball {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  /** Its manifest as published: no workspace or catalog references. */
  readonly manifest: Manifest;
}

/** Packs every public package of a built workspace into `folder`. */
export const packAll = async (root: string, folder: string): Promise<readonly Tarball[]> => {
  mkdirSync(folder, { recursive: true });
  const filters = publicPackages(root).flatMap(({ manifest }) => ['--filter', manifest.name]);
  await mustRun(pnpm(), ['-r', ...filters, 'pack', '--pack-destination', folder], { cwd: root, timeoutMs: 300_000 });
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.tgz'))
    .toSorted();
  return mapLimit(files, 2, async (name) => {
    const file = path.join(folder, name);
    const { stdout } = await mustRun('tar', ['-xOf', file, 'package/package.json']);
    const manifest = JSON.parse(stdout) as Manifest;
    return { name: manifest.name, file, bytes: readFileSync(file).byteLength, manifest };
  });
};

const NEEDED = ['package/README.md', 'package/LICENSE', 'package/package.json'];

/** What a reader of the tarball must and must not find in it. */
const contentFaults = async ({ name, file, manifest }: Tarball): Promise<readonly string[]> => {
  const { stdout } = await mustRun('tar', ['-tf', file]);
  const files = stdout.trim().split('\n');
  const text = JSON.stringify({ ...manifest, devDependencies: {}, scripts: {} });
  return [
    ...NEEDED.filter((one) => !files.includes(one)).map((one) => `${name}: ${one.slice(8)} is not in the tarball`),
    ...files
      .filter((one) => /\/(?:src|test|temp|node_modules)\//.test(one))
      .slice(0, 3)
      .map((one) => `${name}: ${one} is in the tarball`),
    ...(files.includes(`package/${METAFILE}`)
      ? [`${name}: ${METAFILE} is in the tarball; leave it out with "files"`]
      : []),
    ...(/workspace:|catalog:|plumbline:source/.test(text)
      ? [`${name}: the published package.json still names workspace:, catalog: or plumbline:source`]
      : []),
  ];
};

const publintFaults = async ({ name, file }: Tarball): Promise<readonly string[]> => {
  const bytes = readFileSync(file);
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  return messages
    .filter(({ type }) => type !== 'suggestion')
    .map((message) => `${name}: publint: ${formatMessage(message, pkg, { color: false })}`);
};

const attwFaults = async (root: string, { name, file }: Tarball): Promise<readonly string[]> => {
  const attw = path.join(root, 'node_modules/.bin/attw');
  const args = [file, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color'];
  const { status, stdout, stderr } = await runCommand(attw, args, { cwd: path.dirname(file) });
  return status === 0 ? [] : [`${name}: attw --profile esm-only:\n${stdout}${stderr}`];
};

/** publint, arethetypeswrong, the tarball's content and what it imports, for each tarball. */
export const tarballFaults = async (root: string, tarballs: readonly Tarball[]): Promise<readonly string[]> => {
  const found = await mapLimit(tarballs, 2, async (tarball) => [
    ...(await contentFaults(tarball)),
    ...(await undeclaredImports(tarball)),
    ...(await publintFaults(tarball)),
    ...(await attwFaults(root, tarball)),
  ]);
  return found.flat();
};

/** Packages that no tarball came out of. */
export const unpacked = (packages: readonly WorkspacePackage[], tarballs: readonly Tarball[]): readonly string[] =>
  packages.map(({ manifest }) => manifest.name).filter((name) => !tarballs.some((one) => one.name === name));
