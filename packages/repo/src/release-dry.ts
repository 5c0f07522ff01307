import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { packagesWithChangeset } from './changesets.ts';
import { mustRun } from './command.ts';
import { startRegistry } from './local-registry.ts';
import { packAll, type Tarball } from './pack.ts';
import { pnpm } from './pnpm.ts';
import { tryConsumer, tryExample } from './release-smoke.ts';
import { isProgram, say } from './report.ts';
import { writeSboms } from './sbom.ts';
import { checkout, publicPackages } from './workspace.ts';
import { copyWorkspace } from './workspace-copy.ts';

/** A package that was never released and that no changeset names would be missing from the registry. */
const completeChangesets = (copy: string): void => {
  const named = packagesWithChangeset(copy);
  const missing = publicPackages(copy).filter(
    ({ manifest }) => manifest.version === '0.0.0' && !named.has(manifest.name),
  );
  if (missing.length === 0) return;
  const front = missing.map(({ manifest }) => `'${manifest.name}': minor`).join('\n');
  mkdirSync(path.join(copy, '.changeset'), { recursive: true });
  writeFileSync(path.join(copy, '.changeset/rehearsal.md'), `---\n${front}\n---\n\nRehearsal.\n`);
  say(`  added a changeset for ${missing.length} packages that have none`);
};

const publish = async (folder: string, url: string, token: string, tarballs: readonly Tarball[]): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, '.npmrc'), `registry=${url}\n${url.replace(/^http:/, '')}:_authToken=${token}\n`);
  for (const { file } of tarballs) {
    await mustRun(pnpm(), ['publish', file, '--registry', url, '--no-git-checks', '--access', 'public'], {
      cwd: folder,
    });
  }
};

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

/** Versions, packs, publishes to a throw-away registry and installs from it, all in a temporary copy. */
export const rehearseRelease = async (root: string): Promise<void> => {
  const base = mkdtempSync(path.join(tmpdir(), 'plumbline release '));
  const copy = path.join(base, 'copy');
  const registry = await startRegistry(path.join(base, 'registry'));
  try {
    say('· versions');
    await copyWorkspace(root, copy);
    completeChangesets(copy);
    await mustRun(pnpm(), ['install', '--frozen-lockfile', '--prefer-offline'], { cwd: copy, timeoutMs: 600_000 });
    await mustRun(path.join(copy, 'node_modules/.bin/changeset'), ['version'], { cwd: copy });
    say('· tarballs');
    const tarballs = await packAll(copy, path.join(base, 'tarballs'));
    for (const { manifest, bytes } of tarballs) say(`  ${manifest.name}@${manifest.version}  ${kilobytes(bytes)}`);
    say('· bills of materials');
    const faults = await writeSboms(copy, path.join(base, 'sbom'));
    if (faults.length > 0) throw new Error(faults.join('\n'));
    say(`  CycloneDX 1.6 for ${tarballs.length} packages`);
    say('· publish to a local registry');
    await publish(path.join(base, 'publish'), registry.url, registry.token, tarballs);
    say('· install from it');
    say(`  ${await tryConsumer(path.join(base, 'consumer'), registry.url, tarballs)}`);
    const example = await tryExample(copy, path.join(base, 'example'), registry.url);
    if (example !== undefined) say(`  ${example}`);
    const total = tarballs.reduce((sum, { bytes }) => sum + bytes, 0);
    say(`release rehearsal: ok (${tarballs.length} packages, ${kilobytes(total)})`);
  } finally {
    await registry.close();
    if (process.env['PLUMBLINE_KEEP_TEMP'] === undefined) rmSync(base, { recursive: true, force: true });
  }
};

if (isProgram(import.meta.filename)) {
  try {
    await rehearseRelease(checkout);
  } catch (error) {
    say(`release rehearsal: FAILED\n${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
