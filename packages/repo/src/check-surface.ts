import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { baseCommit, packagesWithChangeset, textAt } from './changesets.ts';
import { type CheckResult, conclude, isProgram } from './report.ts';
import { surfacesOf } from './surface.ts';
import { textDiff } from './text-diff.ts';
import { checkout, publicPackages } from './workspace.ts';

const HINT = 'run "npm run generate", look at the difference, and add a changeset (npm run changeset)';

/** Compares each package's public surface with its surface.txt, or writes the file. */
export const checkSurface = (root: string, { write = false }: { readonly write?: boolean } = {}): CheckResult => {
  const packages = publicPackages(root);
  const surfaces = surfacesOf(packages);
  const faults = packages.flatMap((one) => {
    const file = path.join(one.folder, 'surface.txt');
    const now = surfaces.get(one.manifest.name) ?? '';
    const before = existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : '';
    if (now === before) return [];
    if (write) {
      writeFileSync(file, now);
      return [];
    }
    return [
      `${one.manifest.name}: its public surface differs from surface.txt; ${HINT}\n${textDiff(before, now).join('\n')}`,
    ];
  });
  return { faults, count: packages.length };
};

/**
 * A surface.txt that changed since the base commit needs a changeset that names its package. A package that the base
 * does not have, or has without the file, is new there: nothing to compare.
 */
export const checkSurfaceChangesets = async (root: string, wanted = process.env['CI_BASE']): Promise<CheckResult> => {
  const base = await baseCommit(root, wanted);
  if (base === undefined) return { faults: [], count: 0, notes: ['changesets: no git base here, nothing to compare'] };
  const named = packagesWithChangeset(root);
  const faults: string[] = [];
  for (const { id, folder, manifest } of publicPackages(root)) {
    const before = await textAt(root, base, `packages/${id}/surface.txt`);
    const file = path.join(folder, 'surface.txt');
    const now = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
    if (before !== undefined && before !== now && !named.has(manifest.name)) {
      faults.push(
        `${manifest.name}: surface.txt changed since ${base.slice(0, 12)} but no changeset names the package; run "npm run changeset"`,
      );
    }
  }
  return { faults, count: publicPackages(root).length };
};

if (isProgram(import.meta.filename)) {
  conclude('surface', checkSurface(checkout, { write: process.argv.includes('--write') }));
  conclude('changesets', await checkSurfaceChangesets(checkout));
}
