import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BrowserContext, Page } from 'playwright-core';
import { newSteps, settled, stored } from '../src/steps.ts';
import { capture, flush, visit } from '../src/visit.ts';
import { startWorld, type World } from '../src/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld(['client']);
});
afterAll(() => world[Symbol.asyncDispose]());

const HOUR_MS = 3_600_000;

/** What a request may take here, and what a clock is read to. */
const CLOSE_MS = 60_000;

/** A machine whose clock is wrong; that of the server is right. */
const withClock = async (context: BrowserContext, byMs: number): Promise<void> =>
  void (await context.addInitScript((by) => {
    const RightDate = Date;
    globalThis.Date = class extends RightDate {
      constructor(...given: [] | [number | string]) {
        super(given[0] ?? RightDate.now() + by);
      }
      static override now(): number {
        return RightDate.now() + by;
      }
    } as DateConstructor;
  }, byMs));

/** How far from the server's time these happened, according to the store. */
async function skewOf(steps: readonly number[]): Promise<readonly number[]> {
  const rows = await world.store.events();
  const mine = rows.filter((row) => steps.includes((JSON.parse(row.payload_json) as { step?: number }).step ?? 0));
  return mine.map(({ occurred, ingested }) => occurred - ingested);
}

const refusedForClock = async (): Promise<number> => (await world.application.snapshot()).refused.clock ?? 0;

async function open(byMs: number): Promise<Page> {
  const context = await world.context();
  await withClock(context, byMs);
  return visit(context, '/granted/orgs/7');
}

it.each([
  ['three hours behind', -3 * HOUR_MS],
  ['three days behind', -72 * HOUR_MS],
])('stamps with the server’s time from the first answer on: %s', async (_what, byMs) => {
  const page = await open(byMs);
  await flush(page);
  const steps = newSteps(3);
  await capture(page, steps);
  await flush(page);
  expect(await settled(world, steps)).toEqual(steps);
  for (const skew of await skewOf(steps)) expect(Math.abs(skew)).toBeLessThan(CLOSE_MS);
  // A later page of the same browser knows it from the start.
  const later = await visit(page.context(), '/granted/orgs/8');
  const more = newSteps(2);
  await capture(later, more);
  await flush(later);
  expect(await settled(world, more)).toEqual(more);
  for (const skew of await skewOf(more)) expect(Math.abs(skew)).toBeLessThan(CLOSE_MS);
  await page.context().close();
});

it.each([
  ['three hours ahead', 3 * HOUR_MS],
  ['ten days behind', -240 * HOUR_MS],
  ['ten years ahead', 87_600 * HOUR_MS],
])('counts as `clock` what nobody can place, and stamps right from then on: %s', async (_what, byMs) => {
  const before = await refusedForClock();
  const page = await open(byMs);
  const [first, next] = [newSteps(2), newSteps(3)];
  await capture(page, first);
  await flush(page);
  const refused = (await refusedForClock()) - before;
  await capture(page, next);
  await flush(page);
  expect(await settled(world, next)).toEqual(next);
  for (const skew of await skewOf(next)) expect(Math.abs(skew)).toBeLessThan(CLOSE_MS);
  // `page_viewed` and what was captured before the first answer: stored or counted, nothing in between.
  const kept = await stored(world, first);
  expect(refused).toBeGreaterThanOrEqual(first.length - kept.length);
  expect(kept.length === first.length || refused > 0).toBe(true);
  await page.context().close();
});
