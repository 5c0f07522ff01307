import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, it } from 'vitest';

it('loads no part of the SDK, opens nothing and lets the process end where nothing is configured', async () => {
  const child = fork(path.join(import.meta.dirname, 'fixtures/start-off.ts'), {
    execArgv: ['--conditions=plumbline:source'],
  });
  const exited = once(child, 'exit');
  const [told] = (await once(child, 'message')) as [unknown];
  expect(told).toEqual({ open: [], sdk: [], seen: true });
  expect(await exited).toEqual([0, null]);
});
