import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { METRICS_LOCK } from '../reporting/lock.ts';

export const readText = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;

/** The lock of a folder or of one above it, up to the application's. The configuration is not run to find it. */
export function findLock(cwd: string): string | undefined {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const file = path.join(folder, METRICS_LOCK);
    if (existsSync(file)) return file;
    if (existsSync(path.join(folder, 'plumbline.config.ts')) || folder === path.dirname(folder)) return undefined;
  }
}
