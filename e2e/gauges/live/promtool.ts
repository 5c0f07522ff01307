import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const TEMP = path.join(import.meta.dirname, '../temp');
const quiet = {
  stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
};

/** Debian's promtool, out of its package and beside it: installing the package would start a server. */
export function bringPromtool(): string {
  const folder = path.join(TEMP, 'prometheus');
  const program = path.join(folder, 'usr/bin/promtool');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  execFileSync('apt-get', ['update', '-qq'], quiet);
  // Root's downloads are otherwise made by an account that may not write here.
  execFileSync('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', 'prometheus'], {
    ...quiet,
    cwd: folder,
  });
  const file = readdirSync(folder).find((name) => name.endsWith('.deb'));
  if (file === undefined) throw new Error("promtool: Debian's package prometheus could not be downloaded");
  execFileSync('dpkg-deb', ['-x', file, '.'], { ...quiet, cwd: folder });
  return program;
}
