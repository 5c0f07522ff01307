import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BrowserContext, Page } from 'playwright-core';
import { APP } from '../src/addresses.ts';
import { canary } from '../src/canaries.ts';
import { pathOf } from '../src/faults.ts';
import { keptBy } from '../src/kept.ts';
import { capture } from '../src/visit.ts';
import { watch } from '../src/watch.ts';
import { startWorld, type World } from '../src/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld(['bare', 'client']);
});
afterAll(() => world[Symbol.asyncDispose]());

/** What an application itself keeps, so that it can be seen to stay as it is. */
const keepOwn = async (): Promise<void> => {
  localStorage.setItem('app', 'kept');
  sessionStorage.setItem('app', 'kept');
  await new Promise((resolve) => {
    const opening = indexedDB.open('app', 1);
    opening.addEventListener('upgradeneeded', () => void opening.result.createObjectStore('all'));
    opening.addEventListener('success', () => {
      opening.result.close();
      resolve(undefined);
    });
  });
};

/** What a person does on a page: works, leaves it, comes back, leaves for good. */
async function useIt(page: Page): Promise<void> {
  await page.fill('[name=note]', canary('note'));
  await page.click('#act');
  if ((await page.getAttribute('html', 'data-ran')) === 'client') {
    await capture(page, [1, 2, 3]);
    await page.evaluate(async () => {
      window.client.featureViewed({ feature: 'reports', surface: 'page' });
      window.client.capture('client_error', {
        feature: 'reports',
        surface: 'page',
        boundary: 'app',
        errorClass: 'TypeError',
      });
      await window.client.flush();
    });
  }
  await page.evaluate(() => {
    for (const type of ['visibilitychange', 'pagehide', 'online', 'pageshow']) {
      (type === 'visibilitychange' ? document : window).dispatchEvent(new Event(type));
    }
  });
}

type Prepare = (context: BrowserContext) => Promise<void>;

const asUser =
  (name: string, value: unknown): Prepare =>
  async (context) => {
    await context.addInitScript(
      ([key, said]) => void Object.defineProperty(Navigator.prototype, key, { get: () => said }),
      [name, value] as const,
    );
  };

const CASES: readonly (readonly [string, string, Prepare])[] = [
  ['no client configured', 'bare', async () => undefined],
  ['consent unknown', 'unknown', async () => undefined],
  ['consent denied', 'denied', async () => undefined],
  ['Global Privacy Control, whatever the default says', 'granted', asUser('globalPrivacyControl', true)],
  ['Do Not Track, whatever the default says', 'granted', asUser('doNotTrack', '1')],
];

it.each(CASES)('sends nothing and keeps nothing: %s', async (_what, mode, prepare) => {
  const context = await world.context();
  await prepare(context);
  const watched = watch(context);
  const asked: string[] = [];
  context.on('request', (request) => void asked.push(new URL(request.url()).pathname));
  const page = await context.newPage();
  await page.goto(`${APP}/bare`);
  await page.evaluate(keepOwn);
  const before = await keptBy(context, page);
  world.recorder.clear();
  asked.length = 0;

  await page.goto(`${APP}/${mode}/orgs/7?mail=${canary('query')}#${canary('hash')}`);
  await page.waitForSelector('html[data-ran]');
  await useIt(page);
  expect(await keptBy(context, page)).toEqual(before);
  await page.reload();
  await page.waitForSelector('html[data-ran]');
  await useIt(page);
  const after = await keptBy(context, page);
  await page.close();
  const other = await context.newPage();
  await other.goto(`${APP}/bare`);

  expect(after).toEqual(before);
  expect(await keptBy(context, other)).toMatchObject({ ...before, sessionStorage: {} });
  // Pages and scripts; a second time they may come from the cache of the browser.
  const own = new Set([
    `/${mode}/orgs/7`,
    `/assets/${mode === 'bare' ? 'bare' : 'client'}.js`,
    '/bare',
    '/assets/bare.js',
  ]);
  expect(world.recorder.seen.map(pathOf).filter((path) => !own.has(path))).toEqual([]);
  expect(asked.filter((path) => !own.has(path))).toEqual([]);
  expect(world.recorder.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(watched).toEqual({ problems: [], network: [] });
  await context.close();
});
