import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { BrowserContext, Page } from 'playwright-core';
import { ENDPOINT } from '../src/addresses.ts';
import { pathOf } from '../src/faults.ts';
import { keptBy } from '../src/kept.ts';
import { newSteps, settled, toIngest } from '../src/steps.ts';
import { capture, flush, visit } from '../src/visit.ts';
import { watch } from '../src/watch.ts';
import { startWorld, type World } from '../src/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld(['client']);
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => {
  world.recorder.fault = () => undefined;
});

/** Events that the copy on disk may hold, and how many more until the limit is held again. */
const MOST_KEPT = 500 + 20;

const queuedIn = async (context: BrowserContext, page: Page): Promise<number> => {
  const { indexedDb } = await keptBy(context, page);
  return Object.values(indexedDb).flatMap((stores) => Object.values(stores))[0] ?? 0;
};

/** Lets so many minutes pass on the clock of the page, one by one. */
async function passMinutes(page: Page, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await page.clock.fastForward(60_000);
    await page.evaluate(() => fetch('/api/alive'));
  }
}

it('leaves the application alone when a blocker stops every request, and goes quiet', async () => {
  const context = await world.context();
  const watched = watch(context);
  await context.clock.install();
  let tried = 0;
  await context.route(`**${ENDPOINT}`, (route) => {
    tried += 1;
    return route.abort('blockedbyclient');
  });
  const page = await visit(context, '/granted/orgs/7');
  await page.evaluate(() => {
    for (let step = 1; step <= 3_000; step += 1) {
      window.client.capture('step_recorded', { feature: 'reports', surface: 'page', step: 90_000_000 + step });
    }
  });
  await passMinutes(page, 60);
  expect(watched.problems).toEqual([]);
  // Three tries, then one in five minutes at the most; Chromium writes one line for each.
  expect(tried).toBeGreaterThan(2);
  expect(tried).toBeLessThanOrEqual(3 + 60 / 5);
  expect(watched.network.length).toBeLessThanOrEqual(tried);
  expect(await queuedIn(context, page)).toBeLessThanOrEqual(MOST_KEPT);
  expect(await page.evaluate(() => fetch('/api/works').then(({ ok }) => ok))).toBe(true);
  await context.close();
});

it('waits as long as a busy server asks for, whatever comes online meanwhile', async () => {
  const context = await world.context();
  await context.clock.install();
  const page = await visit(context, '/granted/orgs/7');
  await flush(page);
  world.recorder.fault = (request) =>
    pathOf(request) === ENDPOINT ? { kind: 'answer', status: 429, headers: { 'retry-after': '120' } } : undefined;
  world.recorder.clear();
  const steps = newSteps(3);
  await capture(page, steps);
  await flush(page);
  expect(toIngest(world)).toHaveLength(1);
  await passMinutes(page, 1);
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await flush(page);
  expect(toIngest(world)).toHaveLength(1);
  world.recorder.fault = () => undefined;
  await passMinutes(page, 2);
  await flush(page);
  expect(await settled(world, steps)).toEqual(steps);
  await context.close();
});

it('returns from capture at once while the server takes its time', async () => {
  const context = await world.context();
  const page = await visit(context, '/granted/orgs/7');
  await flush(page);
  const { promise, resolve: release } = Promise.withResolvers<void>();
  world.recorder.fault = (request) => (pathOf(request) === ENDPOINT ? { kind: 'hold', until: promise } : undefined);
  const steps = newSteps(60);
  await capture(page, steps.slice(0, 30));
  await page.evaluate(() => void window.client.flush());
  await capture(page, steps.slice(30));
  expect(await page.evaluate(() => fetch('/api/works').then(({ ok }) => ok))).toBe(true);
  release();
  world.recorder.fault = () => undefined;
  await flush(page);
  await flush(page);
  expect(await settled(world, steps)).toEqual(steps);
  await context.close();
});
