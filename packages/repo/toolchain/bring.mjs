// Brings one locked folder of toolchain/ by `npm ci`, once. Plain JavaScript: run.mjs reads it with an old Node.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

export const toolchain = import.meta.dirname;

/**
 * Whether everything of a lockfile that is for this platform is there: npm ends well where it could not fetch what is
 * optional, and packages for one platform are.
 */
function isComplete(folder, lock) {
  const isGlibc = process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime !== undefined;
  const fits = (list, value) => list === undefined || list.includes(value);
  return Object.entries(JSON.parse(String(lock)).packages).every(
    ([at, { os, cpu, libc }]) =>
      !fits(os, process.platform) ||
      !fits(cpu, process.arch) ||
      !fits(libc, isGlibc ? 'glibc' : 'musl') ||
      existsSync(path.join(folder, at)),
  );
}

/** Installs toolchain/<name>; a stamp of its lockfile and the platform says that it is there. Returns false on failure. */
export function bring(name, what, say) {
  const folder = path.join(toolchain, name);
  const stampFile = path.join(folder, 'node_modules', '.stamp');
  const lock = readFileSync(path.join(folder, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).update(process.platform).update(process.arch).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true;
  say(`· fetching ${what} (once)`);
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const cli = process.env.npm_execpath;
  const options = { cwd: folder, stdio: ['ignore', 2, 2] };
  const result = /npm-cli\.c?js$/.test(cli ?? '')
    ? spawnSync(process.execPath, [cli, ...args], options)
    : spawnSync('npm', args, options);
  if (result.status !== 0 || !isComplete(folder, lock)) {
    rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true });
    return false;
  }
  // Where nothing is for this platform, npm makes no folder.
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
  return true;
}
