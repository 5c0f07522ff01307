import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from './command.ts';

/** Names of the packages that some changeset below `.changeset` names. */
export const packagesWithChangeset = (root: string): ReadonlySet<string> => {
  const folder = path.join(root, '.changeset');
  const notes = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md')
    : [];
  const named = notes.flatMap((name) => {
    const front = /^---\n([\s\S]*?)\n---/.exec(readFileSync(path.join(folder, name), 'utf8'))?.[1] ?? '';
    return [...front.matchAll(/^['"]?([^'":\s]+)['"]?\s*:\s*(?:major|minor|patch)\s*$/gm)].map(
      (match) => match[1] ?? '',
    );
  });
  return new Set(named);
};

const git = async (root: string, ...args: readonly string[]): Promise<string | undefined> => {
  const { status, stdout } = await runCommand('git', ['-C', root, ...args]);
  return status === 0 ? stdout.trim() : undefined;
};

/**
 * The commit that a change is compared with: `CI_BASE`, else where this branch left the main one. Undefined where git or
 * a base is missing, for example in an unpacked archive.
 */
export const baseCommit = async (root: string, wanted?: string): Promise<string | undefined> => {
  if (wanted) {
    const commit = await git(root, 'rev-parse', '--verify', `${wanted}^{commit}`);
    if (commit === undefined)
      throw new Error(`CI_BASE=${wanted} is not a commit of this clone; fetch it or unset CI_BASE.`);
    return commit;
  }
  for (const branch of ['origin/main', 'main']) {
    const base = await git(root, 'merge-base', 'HEAD', branch);
    if (base !== undefined) return base;
  }
  return undefined;
};

/** A file's text at a commit; undefined when it was not there. */
export const textAt = (root: string, commit: string, file: string): Promise<string | undefined> =>
  git(root, 'show', `${commit}:${file}`);
