import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BrowserContext } from 'playwright-core';
import { APP, ENDPOINT } from '../src/addresses.ts';
import { pathOf } from '../src/faults.ts';
import { keptBy, NOTHING } from '../src/kept.ts';
import { newSteps, settled, stored, toIngest } from '../src/steps.ts';
import { until } from '../src/until.ts';
import { capture, flush, setConsent, visit } from '../src/visit.ts';
import { watch } from '../src/watch.ts';
import { startWorld, type World } from '../src/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld(['bare', 'client']);
});
afterAll(() => world[Symbol.asyncDispose]());

const setOffline = async (context: BrowserContext, offline: boolean): Promise<void> => {
  world.recorder.unplugged = offline;
  await context.setOffline(offline);
};

it('sends what was held in memory once consent is given, and keeps something from then on', async () => {
  const context = await world.context();
  const page = await visit(context, '/unknown/orgs/7');
  const [held, later] = [newSteps(3), newSteps(2)];
  await capture(page, held);
  expect(await keptBy(context, page)).toEqual(NOTHING);
  await setConsent(page, 'granted');
  await capture(page, later);
  await flush(page);
  expect(await settled(world, [...held, ...later])).toEqual([...held, ...later]);
  const kept = await keptBy(context, page);
  expect(Object.keys(kept.indexedDb)).toHaveLength(1);
  // Without a cookie, a file, a cache or a worker: one key and one database is all there is.
  expect({ ...kept, indexedDb: {}, localStorage: {} }).toEqual(NOTHING);
  expect(Object.keys(kept.localStorage)).toHaveLength(1);
  await context.close();
});

it.each(['denied', 'unknown'] as const)(
  'erases everything in every tab when consent is withdrawn: %s',
  async (said) => {
    const context = await world.context();
    const watched = watch(context);
    const tabs = [await visit(context, '/granted/orgs/1'), await visit(context, '/granted/orgs/2')] as const;
    const third = await visit(context, '/granted/orgs/3');
    for (const tab of [...tabs, third]) await flush(tab);
    await setOffline(context, true);
    const waiting = newSteps(9);
    for (const [index, tab] of [...tabs, third].entries()) await capture(tab, waiting.slice(index * 3, index * 3 + 3));
    await flush(tabs[1]);
    expect((await keptBy(context, tabs[1])).indexedDb).not.toEqual({});
    world.recorder.clear();
    await setConsent(tabs[0], said);

    for (const tab of [...tabs, third]) {
      const kept = await until(
        () => keptBy(context, tab),
        ({ indexedDb, localStorage }) => Object.keys({ ...indexedDb, ...localStorage }).length === 0,
      );
      expect(kept).toEqual(NOTHING);
    }
    await setOffline(context, false);
    const after = newSteps(6);
    await capture(tabs[1], after.slice(0, 3));
    await capture(third, after.slice(3));
    for (const tab of [...tabs, third]) await flush(tab);
    expect(await keptBy(context, tabs[1])).toEqual(NOTHING);
    await third.close();
    const again = await visit(context, '/denied/orgs/1');
    await flush(again);
    expect(toIngest(world)).toEqual([]);
    expect(await stored(world, [...waiting, ...after])).toEqual([]);
    expect(await keptBy(context, again)).toEqual(NOTHING);
    expect(watched.problems).toEqual([]);
    await context.close();
  },
);

it('keeps nothing of a request that was under way when consent was withdrawn', async () => {
  const context = await world.context();
  const page = await visit(context, '/granted/orgs/1');
  await flush(page);
  const { promise, resolve: release } = Promise.withResolvers<void>();
  world.recorder.fault = (request) =>
    pathOf(request) === ENDPOINT ? { kind: 'hold-answer', until: promise } : undefined;
  world.recorder.clear();
  await capture(page, newSteps(2));
  await page.evaluate(() => void window.client.flush());
  await expect.poll(() => toIngest(world).length).toBe(1);
  await setConsent(page, 'denied');
  release();
  world.recorder.fault = () => undefined;
  await flush(page);
  expect(await keptBy(context, page)).toEqual(NOTHING);
  await page.reload();
  await context.close();
});

it('leaves nothing behind where consent is withdrawn while something is on its way', async () => {
  const left: unknown[] = [];
  for (let wait = 0; wait < 32; wait += 1) {
    const context = await world.context();
    const page = await visit(context, '/granted/orgs/7');
    await capture(page, newSteps(2));
    await page.evaluate(async (ms) => {
      const sent = window.client.flush();
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      window.client.setConsent('denied');
      await sent;
    }, wait);
    // A later page asks for nothing that could erase it, so that what is left now stays.
    await page.goto(`${APP}/bare`);
    const kept = await keptBy(context, page);
    if (Object.keys(kept.indexedDb).length + Object.keys(kept.localStorage).length > 0) left.push({ wait, kept });
    await context.close();
  }
  expect(left).toEqual([]);
});
