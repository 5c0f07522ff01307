import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const TEMP = path.join(import.meta.dirname, '../temp');
const quiet = {
  stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
};

/**
 * A program of Debian, out of its package and beside it: installing the package would start a service.
 * Throws where it cannot be downloaded.
 */
export function bringProgram(name: 'prometheus' | 'prometheus-alertmanager' | 'promtool'): string {
  const from = name === 'promtool' ? 'prometheus' : name;
  const folder = path.join(TEMP, from);
  const program = path.join(folder, 'usr/bin', name);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  execFileSync('apt-get', ['update', '-qq'], quiet);
  // Root's downloads are otherwise made by an account that may not write here.
  execFileSync('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', from], { ...quiet, cwd: folder });
  const file = readdirSync(folder).find((entry) => entry.endsWith('.deb'));
  if (file === undefined) throw new Error(`${name}: Debian's package ${from} could not be downloaded`);
  execFileSync('dpkg-deb', ['-x', file, '.'], { ...quiet, cwd: folder });
  return program;
}
