import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The child process that was started. */
export interface Owner {
  /** Undefined where none could be started. */
  readonly pid: number | undefined;
  /** How it ended, or undefined while it runs. */
  readonly exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null } | undefined;
}

/** Starts a process that tries to own the directory. It outlives this one as long as another service needs it. */
export function spawnOwner(directory: string): Owner {
  const fromSource = import.meta.url.endsWith('.ts');
  // Built, this module is a chunk beside the entry; from source it lies one folder below it.
  const entry = new URL(fromSource ? '../embedded-server.ts' : './embedded-server.js', import.meta.url);
  const startLog = path.join(directory, `start-${randomUUID()}.log`);
  const log = openSync(startLog, 'ax', 0o600);
  const conditions = fromSource ? ['--conditions=plumbline:source'] : [];
  const child = spawn(process.execPath, [...conditions, fileURLToPath(entry), directory, startLog], {
    cwd: directory,
    // A session of its own: Ctrl-C in a terminal goes to the group of the services.
    detached: true,
    stdio: ['ignore', 'ignore', log],
    // Nothing is inherited: NODE_OPTIONS would load the application's instrumentation, and secrets are not needed here.
    env: { TZ: 'UTC' },
  });
  closeSync(log);
  let exit: Owner['exit'];
  child.once('error', () => {
    exit = { code: null, signal: null };
  });
  child.once('exit', (code, signal) => {
    exit = { code, signal };
    // Gone already, unless the process was killed before it had decided.
    rmSync(startLog, { force: true });
  });
  child.unref();
  return {
    pid: child.pid,
    get exit() {
      return exit;
    },
  };
}
