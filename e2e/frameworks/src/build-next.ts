import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';

/** The program of Next. */
export const NEXT: string = path.resolve(import.meta.dirname, '../node_modules/next/dist/bin/next');

/** What Next has in its environment, for its build and after. */
export const NEXT_ENV = { NEXT_TELEMETRY_DISABLED: '1', NEXT_MANUAL_SIG_HANDLE: 'true' } as const;

/** Builds the application in a folder for production; what Next says is the error where it cannot. */
export async function buildNextApp(folder: string): Promise<void> {
  const child = spawn(process.execPath, [NEXT, 'build'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...NEXT_ENV },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, faults, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new Error(said + faults);
}
