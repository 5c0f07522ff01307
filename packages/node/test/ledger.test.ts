import path from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder, runChild } from './run-child.ts';

it('counts at the next start what a killed process took with it, without a spool', async () => {
  const cwd = makeFolder();
  const environment = { PLUMBLINE_EVENTS_LEDGER_DIR: path.join(cwd, 'ledger') };
  const first = runChild('ledger.ts', { cwd, environment });
  await first.line('captured');
  first.kill('SIGKILL');
  expect(await first.ended).toBe('SIGKILL');
  const next = runChild('ledger.ts', { cwd, environment, args: ['again'] });
  const { snapshot } = (await next.line('counted')) as { snapshot: { destinations: Record<string, unknown> } };
  expect(Object.values(snapshot.destinations)).toMatchObject([{ recovered: 3, lost: { crashed: 3 }, pending: 0 }]);
});
