import { execFile } from 'node:child_process';
import path from 'node:path';
import { PlumblineError } from '@plumbline/core';

interface GitAnswer {
  readonly ok: boolean;
  readonly stdout: string;
}

const git = (directory: string, args: readonly string[]): Promise<GitAnswer> =>
  new Promise((resolve, reject) => {
    execFile('git', args, { cwd: directory, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      // A number is git's own answer; without one it could not be run at all.
      if (error !== null && typeof error.code !== 'number') {
        reject(
          new PlumblineError('PLB_CLI_USAGE', 'metrics: git cannot be run', { fix: 'Install git.', cause: error }),
        );
        return;
      }
      resolve({ ok: error === null, stdout });
    });
  });

/**
 * The text of a file at a revision; undefined where the revision has no such file.
 *
 * @throws PlumblineError `PLB_CLI_USAGE` where there is no such revision, or no repository.
 */
export async function textAtRevision(file: string, revision: string): Promise<string | undefined> {
  const directory = path.dirname(file);
  // What starts with a dash would be an option.
  const name = revision.startsWith('-') ? '' : revision;
  const commit = await git(directory, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
  if (name === '' || !commit.ok) {
    throw new PlumblineError('PLB_CLI_USAGE', `metrics: git knows no revision \`${revision.slice(0, 80)}\` here`, {
      fix: 'Name a commit, branch or tag that this checkout has; a shallow one may have to fetch it first.',
    });
  }
  const shown = await git(directory, ['show', `${commit.stdout.trim()}:./${path.basename(file)}`]);
  return shown.ok ? shown.stdout : undefined;
}
