import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { makeConsumer } from './consumer.ts';
import { importFaults } from './consumer-imports.ts';
import { typeFaults } from './consumer-types.ts';
import { matrixNodes } from './matrix-nodes.ts';
import { packAll, tarballFaults, type Tarball, unpacked } from './pack.ts';
import { type CheckResult, conclude, isProgram } from './report.ts';
import { checkout, publicPackages } from './workspace.ts';

/** Runs the packed packages on Node 22, 24 and 26 in projects with and without the optional peers. */
const consumerFaults = async (
  root: string,
  folder: string,
  tarballs: readonly Tarball[],
): Promise<readonly string[]> => {
  const full = await makeConsumer(root, path.join(folder, 'with peers'), tarballs, { optionalPeers: true });
  const bare = await makeConsumer(root, path.join(folder, 'without peers'), tarballs, { optionalPeers: false });
  const faults = [...(await typeFaults(root, full))];
  for (const node of matrixNodes()) {
    faults.push(...(await importFaults(full, node)).map((fault) => `all peers: ${fault}`));
    faults.push(...(await importFaults(bare, node)).map((fault) => `no optional peer: ${fault}`));
  }
  return faults;
};

/** Packs every public package and tries the tarballs as a user would. `lint` adds publint, attw and the file list. */
export const checkPacks = async (root: string, { lint }: { readonly lint: boolean }): Promise<CheckResult> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline pack '));
  try {
    const tarballs = await packAll(root, path.join(folder, 'tarballs'));
    const missing = unpacked(publicPackages(root), tarballs).map((name) => `${name}: was not packed`);
    const linted = lint ? await tarballFaults(root, tarballs) : [];
    const used = await consumerFaults(root, folder, tarballs);
    return { faults: [...missing, ...linted, ...used], count: tarballs.length };
  } finally {
    if (process.env['PLUMBLINE_KEEP_TEMP'] === undefined) rmSync(folder, { recursive: true, force: true });
  }
};

if (isProgram(import.meta.filename)) conclude('packages', await checkPacks(checkout, { lint: true }));
