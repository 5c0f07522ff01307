import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { gitAnchor } from '../src/anchors.ts';
import { statement } from './anchor-authority.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const next = { ...statement, seal: 8, hash: 'a'.repeat(64) };
const at = (name: string): string => path.join(folder(), name);

/** As a user without any configuration. */
const env = { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };
const git = (name: string, ...args: string[]): string =>
  execFileSync('git', ['-C', at(name), ...args], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] }).trim();
const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.invalid'];

function repository(name: string, ...args: string[]): void {
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', ...args, at(name)], { env });
}

beforeEach(() => {
  repository('repo');
  writeFileSync(at('repo/own.txt'), 'committed');
  git('repo', 'add', 'own.txt');
  git('repo', ...identity, 'commit', '--quiet', '-m', 'Own work');
});

describe('an anchor in git', () => {
  it('is one commit each, on a branch of its own, and leaves everything else alone', async () => {
    writeFileSync(at('repo/own.txt'), 'changed');
    writeFileSync(at('repo/staged.txt'), 'staged');
    git('repo', 'add', 'staged.txt');
    const before = [git('repo', 'status', '--porcelain'), git('repo', 'rev-parse', 'HEAD')];
    const target = gitAnchor({ directory: at('repo') });
    const first = await target.publish(statement);
    const second = await target.publish(next);
    expect([git('repo', 'status', '--porcelain'), git('repo', 'rev-parse', 'HEAD')]).toEqual(before);
    expect(readFileSync(at('repo/own.txt'), 'utf8')).toBe('changed');
    expect(git('repo', 'rev-list', 'plumbline-anchors').split('\n')).toEqual([second.where, first.where]);
    expect(git('repo', 'ls-tree', '-r', '--name-only', 'plumbline-anchors')).toBe(
      `plumbline-anchors/${statement.trail}.json`,
    );
    const text = git('repo', 'log', '-1', '--format=%B', second.where);
    expect(text).toBe(
      `Anchor seal 8 of trail ${statement.trail}\n\n${git('repo', 'show', `plumbline-anchors:plumbline-anchors/${statement.trail}.json`)}`,
    );
    expect(JSON.parse(text.split('\n')[2] ?? '')).toEqual(next);
    expect(git('repo', 'fsck', '--strict')).not.toMatch(/error/);
  });

  it('keeps the files of others on its branch', async () => {
    git('repo', 'branch', 'evidence');
    await gitAnchor({ directory: at('repo'), branch: 'evidence' }).publish(statement);
    expect(git('repo', 'show', 'evidence:own.txt')).toBe('committed');
  });

  it('is pushed, and goes on from the remote on another host', async () => {
    repository('far.git', '--bare');
    repository('other');
    for (const name of ['repo', 'other']) git(name, 'remote', 'add', 'origin', at('far.git'));
    const here = gitAnchor({ directory: at('repo'), push: 'origin' });
    const there = gitAnchor({ directory: at('other'), push: 'origin' });
    const hashes: string[] = [];
    for (const target of [here, there, there, here]) hashes.unshift((await target.publish(next)).where);
    expect(git('far.git', 'rev-list', 'plumbline-anchors').split('\n')).toEqual(hashes);
  });

  it('is refused where the remote was rewritten', async () => {
    repository('far.git', '--bare');
    git('repo', 'remote', 'add', 'origin', at('far.git'));
    const target = gitAnchor({ directory: at('repo'), push: 'origin' });
    await target.publish(statement);
    const forged = git('repo', ...identity, 'commit-tree', '-m', 'other', 'main^{tree}');
    git('repo', 'push', '--quiet', '--force', 'origin', `${forged}:refs/heads/plumbline-anchors`);
    await expect(target.publish(next)).rejects.toMatchObject({
      code: 'PLB_AUDIT_ANCHOR',
      message: expect.stringContaining('contradict each other'),
    });
  });

  it('never says the address of the remote, which may hold a password', async () => {
    git('repo', 'remote', 'add', 'origin', 'git://user:s3cret@127.0.0.1:1/far.git');
    const error: unknown = await gitAnchor({ directory: at('repo'), push: 'origin' })
      .publish(statement)
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'PLB_AUDIT_ANCHOR', message: expect.stringContaining('git ls-remote failed') });
    expect(inspect(error, { depth: 9 })).not.toContain('s3cret');
  });

  it('is refused on a branch that is checked out, outside of a repository, and under names that are none', async () => {
    const branch = gitAnchor({ directory: at('repo'), branch: 'main' }).publish(statement);
    await expect(branch).rejects.toThrow(/`branch` is checked out/);
    await expect(gitAnchor({ directory: at('none') }).publish(statement)).rejects.toMatchObject({
      code: 'PLB_AUDIT_ANCHOR',
    });
    await expect(gitAnchor({ directory: at('repo'), branch: 'a..b' }).publish(statement)).rejects.toThrow(
      /check-ref-format/,
    );
    expect(() => gitAnchor({ directory: at('repo'), branch: '--exec=x' })).toThrow(/`branch`/);
    expect(() => gitAnchor({ directory: at('repo'), push: 'https://user:pass@host/x' })).toThrow(/`push`/);
    expect(() => gitAnchor({ directory: '' })).toThrow(/`directory`/);
  });

  it('is looked up again', async () => {
    const target = gitAnchor({ directory: at('repo') });
    const { where } = await target.publish(statement);
    const anchor = { kind: 'git', ...statement, where };
    expect(await target.recheck?.(anchor)).toEqual({ ok: true });
    expect(await target.recheck?.({ ...anchor, hash: 'b'.repeat(64) })).toMatchObject({
      what: expect.stringContaining('something else'),
    });
    expect(await target.recheck?.({ ...anchor, where: '0'.repeat(40) })).toMatchObject({
      what: expect.stringContaining('not there'),
    });
    git('repo', 'update-ref', 'refs/heads/plumbline-anchors', git('repo', 'rev-parse', 'main'));
    expect(await target.recheck?.(anchor)).toMatchObject({ what: expect.stringContaining('not on the branch') });
  });
});
