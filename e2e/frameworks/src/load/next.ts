import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { buildNextApp, NEXT, NEXT_ENV } from '../build-next.ts';
import type { Load } from './run.ts';

const HOME = path.resolve(import.meta.dirname, '../..');

/** Builds the application of Next that does the same work; `next start` of it is a service of the load. */
export async function buildNext(folder: string): Promise<Pick<Load, 'args' | 'cwd' | 'env' | 'probe'>> {
  rmSync(folder, { recursive: true, force: true });
  cpSync(path.join(HOME, 'next-load'), folder, { recursive: true });
  await build({
    entryPoints: [path.join(import.meta.dirname, 'work.ts')],
    outfile: path.join(folder, 'work.mjs'),
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  await buildNextApp(folder);
  return { args: [NEXT, 'start', '-p', '0', '-H', '127.0.0.1'], cwd: folder, env: NEXT_ENV, probe: '/readyz' };
}
