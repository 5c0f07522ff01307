import { collectFacts, formatLock } from '@plumbline/schema/egress';
import { expect, it } from 'vitest';
import { createEvents } from '../src/index.ts';
import { catalog, shelf } from './world.ts';

const lockOf = (asksConsent: boolean): string =>
  formatLock(collectFacts({ catalog, adapters: [shelf().adapter], asksConsent }));

it('starts under a lockfile by which people are asked only where they are', async () => {
  const { adapter, batches } = shelf();
  const silent = createEvents({ catalog, adapters: [adapter], lock: lockOf(true) });
  await expect(silent.start()).rejects.toThrow(/PLB_EGRESS_LOCK_DIFFERS[^]*nobody is asked for the consent/);
  await silent.shutdown();
  expect(batches).toEqual([]);
  for (const isAsked of [true, false]) {
    const asking = createEvents({
      catalog,
      adapters: [shelf().adapter],
      lock: lockOf(isAsked),
      consent: () => true,
    });
    await asking.start();
    await asking.shutdown();
  }
});
