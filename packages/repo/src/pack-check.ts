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

interface PackCheckOptions {
  /** Adds publint, attw and the file list. */
  readonly lint: boolean;
  /** How long a process may stay after its imports. @default 3000 */
  readonly idleMs?: number;
}

/** Runs the packed packages on Node 22, 24 and 26 in projects with and without the optional peers. */
const consumerFaults = async (
  root: string,
  folder: string,
  tarballs: readonly Tarball[],
  idleMs?: number,
): Promise<readonly string[]> => {
  const full = await makeConsumer(root, path.join(folder, 'with peers'), tarballs, { optionalPeers: true });
  const bare = await makeConsumer(root, path.join(folder, 'without peers'), tarballs, { optionalPeers: false });
  const faults = [...(await typeFaults(root, full))];
  for (const node of matrixNodes()) {
    faults.push(...(await importFaults(full, node, idleMs)).map((fault) => `all peers: ${fault}`));
    faults.push(...(await importFaults(bare, node, idleMs)).map((fault) => `no optional peer: ${fault}`));
  }
  return faults;
};

/** Packs every public package and tries the tarballs as a user would. */
export const checkPacks = async (root: string, { lint, idleMs }: PackCheckOptions): Promise<CheckResult> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline pack '));
  try {
    const tarballs = await packAll(root, path.join(folder, 'tarballs'));
    const missing = unpacked(publicPackages(root), tarballs).map((name) => `${name}: was not packed`);
    const linted = lint ? await tarballFaults(root, tarballs) : [];
    const used = await consumerFaults(root, folder, tarballs, idleMs);
    return { faults: [...missing, ...linted, ...used], count: tarballs.length };
  } finally {
    if (process.env['PLUMBLINE_KEEP_TEMP'] === undefined) rmSync(folder, { recursive: true, force: true });
  }
};

if (isProgram(import.meta.filename)) conclude('packages', await checkPacks(checkout, { lint: true }));
