import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';

/** Has `pg`, as an application does. */
const APPLICATION = path.resolve(import.meta.dirname, '..');
const PROGRAM = path.resolve(APPLICATION, '..', '..', 'packages', 'cli', 'src', 'main.ts');

/** Runs `plumbline audit verify` in a process of its own: its exit code and what it printed. */
export async function verifyCommand(url: string, publicKey: string): Promise<{ code: number | null; out: string }> {
  const args = [
    '--conditions=plumbline:source',
    '--no-warnings',
    PROGRAM,
    'audit',
    'verify',
    '--public-key',
    publicKey,
  ];
  const child = spawn(process.execPath, args, {
    cwd: APPLICATION,
    env: { PATH: process.env['PATH'] ?? '', PLUMBLINE_AUDIT_DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}
