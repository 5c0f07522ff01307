import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { mustRun } from './command.ts';
import type { Tarball } from './pack.ts';
import { filesBelow } from './workspace.ts';

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** The packages that a built file or a declaration imports, by any kind of import. */
export const packagesOf = (file: string): ReadonlySet<string> =>
  new Set(
    ts
      .preProcessFile(readFileSync(file, 'utf8'), true, true)
      .importedFiles.map(({ fileName }) => fileName)
      .filter((name) => !/^[./#]/.test(name) && !isBuiltin(name))
      .map(packageOf),
  );

/**
 * What the files of a tarball import and its users do not get: JavaScript that would not load, and declarations that would
 * not compile, also where the package happens to be installed for something else.
 */
export const undeclaredImports = async ({ name, file, manifest }: Tarball): Promise<readonly string[]> => {
  const declared = new Set([
    name,
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.peerDependencies ?? {}),
  ]);
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline tarball '));
  try {
    await mustRun('tar', ['-xzf', file, '-C', folder]);
    const root = path.join(folder, 'package');
    const files = ['.js', '.d.ts'].flatMap((ending) => filesBelow(root, ending, []));
    return files.flatMap((at) =>
      [...packagesOf(at)]
        .filter((one) => !declared.has(one))
        .map((one) => `${name}: ${path.relative(root, at)} imports ${one}, which is no dependency of it`),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
