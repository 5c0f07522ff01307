import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { mustRun } from './command.ts';
import { publicPackages } from './workspace.ts';

/** Copies what git would commit of this checkout, and what was built from it; nothing in the checkout changes. */
export const copyWorkspace = async (root: string, to: string): Promise<void> => {
  const { stdout } = await mustRun('git', ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const files = stdout.split('\0').filter((file) => file !== '' && existsSync(path.join(root, file)));
  for (const file of files) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(to, file));
  }
  for (const { folder } of publicPackages(root)) {
    const dist = path.join(folder, 'dist');
    if (!existsSync(dist)) throw new Error(`${path.relative(root, folder)} is not built; run "npm run build" first.`);
    cpSync(dist, path.join(to, path.relative(root, dist)), { recursive: true });
  }
  // Changelogs name the commit of each changeset, so the copy needs one.
  const git = (...args: readonly string[]): Promise<unknown> =>
    mustRun('git', ['-C', to, '-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost', ...args]);
  await git('init', '-q', '-b', 'main');
  await git('add', '-A');
  await git('commit', '-qm', 'Rehearsal of a release');
};
