import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, '..');
const REQUIREMENTS = path.join(FOLDER, 'requirements.txt');

const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'] as const;

// `ensurepip` is a package of its own on Debian, and `venv` does not work without it.
const PROBE = 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10); print(sys.executable, sys.version)';

/** The first Python of PATH that is new enough and can make environments, with what tells it from others. */
function findPython(): { readonly command: string; readonly identity: string } | undefined {
  for (const command of CANDIDATES) {
    try {
      const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
      return { command, identity: execFileSync(command, ['-c', PROBE], { encoding: 'utf8', stdio }) };
    } catch {
      // Absent, too old, or without its parts: the next one may do.
    }
  }
  return undefined;
}

/** Debian's and Ubuntu's packages, where this process may install them. */
function installPython(): void {
  if (process.getuid?.() !== 0) return;
  const loud = {
    stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  execFileSync('apt-get', ['update', '-qq'], loud);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3', 'python3-venv'], loud);
}

/**
 * The Python of an environment that holds exactly requirements.txt, each file checked against its hash. It is made once for
 * each Python and list below temp/, and used again.
 */
export function bringPython(): string {
  let found = findPython();
  if (found === undefined) {
    installPython();
    found = findPython();
  }
  if (found === undefined) {
    throw new Error(
      'No Python 3.10 or newer with venv on PATH.\n  fix: install it (Debian: python3 and python3-venv).',
    );
  }
  const key = createHash('sha256').update(found.identity).update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 16);
  const environment = path.join(FOLDER, 'temp', `venv-${key}`);
  const python = path.join(environment, 'bin/python');
  const complete = path.join(environment, 'complete');
  if (existsSync(complete)) return python;
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(environment, { recursive: true });
  const shown = { stdio: ['ignore', 'inherit', 'inherit'] as ['ignore', 'inherit', 'inherit'] };
  execFileSync(found.command, ['-m', 'venv', environment], shown);
  // Wheels alone: nothing of a package runs while it is installed.
  const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes', '--only-binary', ':all:'];
  execFileSync(python, ['-m', 'pip', 'install', ...options, '-r', REQUIREMENTS], shown);
  writeFileSync(complete, found.identity);
  return python;
}
