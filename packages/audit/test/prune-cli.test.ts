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
