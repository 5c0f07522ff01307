import { expect, it } from 'vitest';
import { makeTrail, type Ran, runAudit } from './cli-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();

it('prunes on after a rotation where the key of before is named', async () => {
  const audit = (...args: readonly string[]): Promise<Ran> => runAudit({ cwd: folder() }, ...args);
  const file = await makeTrail(folder(), 4, { daysAgo: 400 });
  await audit('keygen', '--key', 'seal.pem');
  await audit('keygen', '--key', 'next.pem');
  const prune = (key: string, ...more: readonly string[]) =>
    audit('prune', '--sqlite', file, '--key', key, '--keep', 'access=365', ...more);
  expect((await prune('seal.pem')).out).toMatch(/^4 records deleted\n/);
  await audit('rotate', '--sqlite', file, '--key', 'seal.pem', '--new-key', 'next.pem');
  const refused = await prune('next.pem');
  expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/PLB_AUDIT_SEAL[^]*--public-key/)]);
  expect(await prune('next.pem', '--public-key', 'seal.pem.pub')).toMatchObject({
    code: 0,
    out: '0 records deleted\n',
  });
});

it('says that verification with an anchor waits for one of after the pruning', async () => {
  const audit = (...args: readonly string[]): Promise<Ran> => runAudit({ cwd: folder() }, ...args);
  const file = await makeTrail(folder(), 4, { daysAgo: 400 });
  const at = ['--sqlite', file];
  await audit('keygen', '--key', 'seal.pem');
  await audit('seal', ...at, '--key', 'seal.pem', '--once', '--anchor-file', 'anchors.jsonl');
  const { out } = await audit('prune', ...at, '--key', 'seal.pem', '--keep', 'access=365');
  const [, seal = ''] = /\nstated in seal (\d+)\n/.exec(out) ?? [];
  expect(out).toMatch(new RegExp(`\\nnote: .*verify --anchor. ends with 2 until an anchor of seal ${seal} or a later`));
  const verify = (...more: readonly string[]) => audit('verify', ...at, '--public-key', 'seal.pem.pub', ...more);
  const anchored = ['--anchor', 'anchors.jsonl'];
  expect((await verify(...anchored)).code).toBe(2);
  expect(await verify()).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^note: 4 records pruned by statements that only the key vouches for/) as string,
  });
  await audit('anchor', ...at, '--anchor-file', 'anchors.jsonl');
  expect((await verify(...anchored)).out).toMatch(/^intact: .*4 pruned by a signed statement/);
});
