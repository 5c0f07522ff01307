import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { type CheckResult, conclude, isProgram } from './report.ts';
import { checkout, publicPackages, readJson } from './workspace.ts';

interface Budget {
  readonly name: string;
  /** What a user's module would say. */
  readonly code: string;
  readonly maxBytes: number;
  /** Imports that are not counted: the user has them anyway. */
  readonly external?: readonly string[];
}

/** Bytes that the code costs a user: bundled, minified, gzip. Code that leaves nothing costs 0. */
const measure = async (root: string, { code, external = [] }: Budget): Promise<number> => {
  // From inside its own folder a package finds itself through its exports, and its dependencies where they are installed.
  const home =
    publicPackages(root).find(({ manifest }) => new RegExp(`'${manifest.name}['/]`).test(code))?.folder ?? root;
  const result = await build({
    stdin: { contents: code, resolveDir: home, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: [...external],
    logLevel: 'silent',
  });
  const bytes = result.outputFiles[0]?.contents ?? new Uint8Array();
  return bytes.byteLength === 0 ? 0 : gzipSync(bytes, { level: 9 }).byteLength;
};

/** Holds each line of size.json against what esbuild makes of it. */
export const checkSize = async (root: string): Promise<CheckResult> => {
  const budgets = readJson(path.join(root, 'packages/repo/size.json')) as readonly Budget[];
  const faults: string[] = [];
  const notes: string[] = [];
  for (const budget of budgets) {
    const { name, maxBytes } = budget;
    try {
      const bytes = await measure(root, budget);
      notes.push(`${String(bytes).padStart(7)} of ${maxBytes} bytes gzip  ${name}`);
      if (bytes > maxBytes) {
        faults.push(
          `${name}: ${bytes} bytes gzip, ${maxBytes} allowed; make it smaller, or raise size.json and say why in the changeset`,
        );
      }
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { faults, count: budgets.length, notes };
};

if (isProgram(import.meta.filename)) conclude('size', await checkSize(checkout));
