import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isPlumblineError, PlumblineError } from '@plumbline/core';
import {
  anchorError,
  type AnchorCheck,
  type AnchorStatement,
  type AnchorTarget,
  parseStatement,
  sameStatement,
  statementText,
} from './anchor-target.ts';
import { type Git, type GitFailure, openGit } from './git.ts';

export interface GitAnchorOptions {
  /** An existing repository, with or without a work tree. */
  readonly directory: string;
  /** The branch that anchors are committed to; made with the first one, and not to be checked out. @default 'plumbline-anchors' */
  readonly branch?: string;
  /** Name of a configured remote to push each anchor to. Without it the anchor is as far away as the repository is. */
  readonly push?: string;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/;
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

const quiet = (work: Promise<string>): Promise<string | undefined> =>
  work.catch((error: unknown) => {
    // An exit code is an answer; a missing git is not.
    if (isPlumblineError(error) && (error.cause as GitFailure).exitCode !== undefined) return undefined;
    throw error;
  });

const headOf = (git: Git, ref: string): Promise<string | undefined> =>
  quiet(git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]));

async function checkBranch(git: Git, ref: string): Promise<void> {
  if (!(await git(['worktree', 'list', '--porcelain'])).split('\n').includes(`branch ${ref}`)) return;
  const what = 'gitAnchor: `branch` is checked out, and a commit would look like a change of the work tree';
  throw anchorError(what, undefined, 'Name a branch that is used for anchors alone.');
}

const isAncestor = async (git: Git, older: string, newer: string): Promise<boolean> =>
  (await quiet(git(['merge-base', '--is-ancestor', older, newer]))) !== undefined;

/** What the next commit follows: the branch here, or the remote's where that is ahead, as after a move to another host. */
async function parentOf(git: Git, ref: string, remote: string | undefined): Promise<string | undefined> {
  const local = await headOf(git, ref);
  if (remote === undefined || (await git(['ls-remote', '--heads', remote, ref])) === '') return local;
  const tracking = `refs/plumbline/${remote}/${ref.slice('refs/heads/'.length)}`;
  await git(['fetch', '--quiet', '--no-tags', remote, `+${ref}:${tracking}`]);
  const far = await headOf(git, tracking);
  if (local === undefined || far === undefined) return far ?? local;
  if (await isAncestor(git, far, local)) return local;
  if (await isAncestor(git, local, far)) return far;
  const fix = 'Find out who rewrote the branch, here or there, before another anchor hides it.';
  throw anchorError('gitAnchor: `branch` and the same branch of the remote contradict each other', undefined, fix);
}

/** Adds the statement to the parent's tree in an index of its own: work tree, index and HEAD stay as they are. */
async function treeWith(git: Git, parent: string | undefined, statement: AnchorStatement): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'plumbline-anchor-'));
  try {
    const env = { GIT_INDEX_FILE: path.join(folder, 'index') };
    await git(parent === undefined ? ['read-tree', '--empty'] : ['read-tree', parent], { env });
    const blob = await git(['hash-object', '-w', '--stdin'], { stdin: `${statementText(statement)}\n` });
    const entry = `100644,${blob},plumbline-anchors/${statement.trail}.json`;
    await git(['update-index', '--add', '--cacheinfo', entry], { env });
    return await git(['write-tree'], { env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function commit(git: Git, ref: string, parent: string | undefined, statement: AnchorStatement): Promise<string> {
  const tree = await treeWith(git, parent, statement);
  const message = `Anchor seal ${statement.seal} of trail ${statement.trail}\n\n${statementText(statement)}\n`;
  const env = { GIT_AUTHOR_DATE: statement.at, GIT_COMMITTER_DATE: statement.at };
  const follows = parent === undefined ? [] : ['-p', parent];
  return git(['commit-tree', tree, ...follows], { env, stdin: message });
}

async function recheck(
  git: Git,
  ref: string,
  anchor: Parameters<NonNullable<AnchorTarget['recheck']>>[0],
): Promise<AnchorCheck> {
  const { seal, where } = anchor;
  const named = `the commit of the anchor of seal ${seal}`;
  const found = COMMIT.test(where) ? await headOf(git, where) : undefined;
  if (found === undefined) return { ok: false, what: `${named} is not there` };
  const text = (await git(['log', '-1', '--format=%b', found])).trim();
  const said = parseStatement(text);
  if (!said || !sameStatement(said, anchor)) return { ok: false, what: `${named} says something else` };
  const head = await headOf(git, ref);
  if (head !== undefined && (await isAncestor(git, found, head))) return { ok: true };
  return { ok: false, what: `${named} is not on the branch any more` };
}

/**
 * Commits each statement to a branch of an existing repository with the installed git, and pushes it where asked to; the
 * message holds the statement, and one file for each trail the newest. `where` is the hash of the commit. Files of others on
 * the branch stay. Protect the branch of the remote against forced pushes: that is what makes it an anchor.
 */
export function gitAnchor(options: GitAnchorOptions): AnchorTarget {
  const { branch = 'plumbline-anchors', directory, push } = options;
  const wrong = (what: string): PlumblineError => new PlumblineError('PLB_OPTION_INVALID', `gitAnchor: ${what}`);
  if (typeof directory !== 'string' || directory === '') throw wrong('`directory` must name a repository');
  if (!NAME.test(branch)) throw wrong('`branch` must be the name of a branch');
  if (push !== undefined && !NAME.test(push)) throw wrong('`push` must be the name of a remote, not its address');
  const ref = `refs/heads/${branch}`;
  const git = openGit(directory);
  return {
    kind: 'git',
    async publish(statement) {
      await git(['check-ref-format', ref]);
      await checkBranch(git, ref);
      const before = (await headOf(git, ref)) ?? '';
      const hash = await commit(git, ref, await parentOf(git, ref, push), statement);
      // Only if nobody moved it meanwhile.
      await git(['update-ref', '--create-reflog', ref, hash, before || '0'.repeat(hash.length)]);
      if (push !== undefined) await git(['push', '--quiet', '--no-verify', push, `${hash}:${ref}`]);
      return { where: hash };
    },
    recheck: (anchor) => recheck(git, ref, anchor),
  };
}
