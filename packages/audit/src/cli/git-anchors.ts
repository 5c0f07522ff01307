import path from 'node:path';
import { type CommandIo, PlumblineError } from '@plumbline/core';
import { parseStatement } from '../anchor/anchor-target.ts';
import { openGit } from '../anchor/git.ts';
import type { Anchor } from '../seal/seal.ts';
import { usage } from './subcommand.ts';

/** Commits of one call: their statements stay far below what a call may print. */
const PAGE = 1_000;
const BRANCH = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/;

export interface GitPlace {
  readonly 'anchor-git'?: string | undefined;
  readonly 'anchor-branch'?: string | undefined;
}

/** Bodies of commits from the newest on, with their hashes. Rejects with PLB_AUDIT_EVIDENCE where there is no such branch. */
async function readPage(directory: string, branch: string, skip: number): Promise<readonly string[]> {
  const range = [`--max-count=${PAGE}`, `--skip=${skip}`, '--end-of-options', `refs/heads/${branch}`];
  try {
    const text = await openGit(directory)(['log', '--format=%H%x09%b%x00', ...range]);
    return text.split('\0').slice(0, -1);
  } catch (cause) {
    const isRepository = await openGit(directory)(['rev-parse', '--git-dir']).then(
      () => true,
      () => false,
    );
    const [what, fix] = isRepository
      ? [
          `the repository has no branch ${branch} with anchors`,
          'Name it with --anchor-branch, or fetch it from where it is pushed.',
        ]
      : [
          `there is no git repository at ${directory}`,
          'Correct the path, or clone the repository from where it is pushed.',
        ];
    throw new PlumblineError('PLB_AUDIT_EVIDENCE', `--anchor-git: ${what}`, { cause, fix });
  }
}

/** Every anchor on a branch that `gitAnchor` commits to; commits of others are passed over. */
export async function readGitAnchors(name: string, place: GitPlace, io: CommandIo): Promise<Anchor[]> {
  const { 'anchor-branch': branch = 'plumbline-anchors', 'anchor-git': folder } = place;
  if (folder === undefined) {
    if (place['anchor-branch'] !== undefined) throw usage(name, '--anchor-branch goes with --anchor-git');
    return [];
  }
  if (!BRANCH.test(branch)) throw usage(name, '--anchor-branch must be the name of a branch');
  const anchors: Anchor[] = [];
  for (let skip = 0; ; skip += PAGE) {
    const commits = await readPage(path.resolve(io.cwd, folder), branch, skip);
    for (const commit of commits) {
      const [where = '', body = ''] = commit.trim().split('\t', 2);
      const statement = parseStatement(body);
      if (statement) anchors.push({ kind: 'git', ...statement, where });
    }
    if (commits.length < PAGE) return anchors;
  }
}
