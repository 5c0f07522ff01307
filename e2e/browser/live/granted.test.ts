import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { APP, ENDPOINT } from '../src/addresses.ts';
import { canary, leaksIn } from '../src/canaries.ts';
import { headersOf, pathOf, type SeenRequest } from '../src/faults.ts';
import { readLocked, unlistedIn } from '../src/lockfile.ts';
import { capture, flush } from '../src/visit.ts';
import { watch } from '../src/watch.ts';
import { startWorld, type World } from '../src/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld(['bare', 'client']);
});
afterAll(() => world[Symbol.asyncDispose]());

/** Headers that Chromium writes on its own; `cookie` is the application's, and what says on the server who it is. */
const BROWSER_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'origin',
  'proxy-connection',
  'referer',
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-ch-ua-platform',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'user-agent',
]);

const PLACES = { mail: canary('query'), title: canary('title') };
const ADDRESS = `${APP}/granted/orgs/${canary('path')}?${new URLSearchParams(PLACES).toString()}#${canary('hash')}`;

/** Values in every place of a page that a script could read. */
const plantOnPage = (page: Page): Promise<void> =>
  page.evaluate(
    ([storage, name, state, fault]) => {
      localStorage.setItem('app-user', storage);
      sessionStorage.setItem('app-user', storage);
      window.name = name;
      history.replaceState({ state }, '');
      setTimeout(() => {
        throw new RangeError(fault);
      });
      void Promise.reject(new TypeError(fault));
    },
    ['storage', 'name', 'state', 'fault'].map(canary) as [string, string, string, string],
  );

/** All that the page can report, as an application would. */
const reportEverything = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const { client } = window;
    const place = { feature: 'reports', surface: 'page' } as const;
    client.pageViewed();
    client.featureViewed({ feature: 'settings', surface: 'panel' });
    client.capture('filter_changed', { ...place, view: 'list', filterKey: 'owner', valueCount: 2 });
    client.capture('chart_interacted', { ...place, chart: 'throughput', action: 'zoomed' });
    client.capture('client_error', { ...place, boundary: 'list', errorClass: 'TypeError' });
  });

const toIngest = (): readonly SeenRequest[] => world.recorder.seen.filter((one) => pathOf(one) === ENDPOINT);

async function visitWithCanaries(): Promise<{ readonly problems: readonly string[] }> {
  const context = await world.context();
  await context.addCookies([
    { name: 'account', value: 'user-7', url: APP, httpOnly: true },
    { name: 'app-note', value: canary('cookie'), url: APP },
  ]);
  const watched = watch(context);
  const page = await context.newPage();
  await page.goto(`${APP}/bare/${canary('referrer')}`);
  await page.evaluate((to) => location.assign(to), ADDRESS);
  await page.waitForSelector('html[data-ran=client]');
  await plantOnPage(page);
  await page.fill('[name=note]', canary('note'));
  await page.fill('[name=secret]', canary('secret'));
  await page.click('#act');
  await capture(page, [1, 2, 3]);
  await reportEverything(page);
  await flush(page);
  // A page without a router that hands over its address where a pattern belongs.
  await page.goto(ADDRESS.replace('/orgs/', '/routeless/'));
  await page.evaluate(() => window.client.pageViewed(location.href));
  // What is captured last leaves with the page, by whatever way that takes.
  await capture(page, [4]);
  await page.goto(`${APP}/bare`);
  // What a page could not send while another sending of it was under way, the next page of the application sends.
  await page.goto(ADDRESS);
  await page.waitForSelector('html[data-ran=client]');
  await flush(page);
  // A context that closes takes with it what is still on its way.
  await expect.poll(() => world.store.steps()).toEqual([1, 2, 3, 4]);
  await context.close();
  return watched;
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [path.join(entry.parentPath, entry.name)] : [],
  );

it('sends what the lockfile lists and nothing else, and nothing of what lies around', async () => {
  const { problems } = await visitWithCanaries();
  const requests = toIngest();
  const locked = readLocked();
  expect(requests.flatMap((one) => unlistedIn(one, locked))).toEqual([]);

  for (const request of requests) {
    const { cookie: _own, ...headers } = headersOf(request);
    expect(leaksIn(`${request.url}\n${JSON.stringify(headers)}\n${request.body.toString()}`)).toEqual([]);
    expect(Object.keys(headersOf(request)).filter((name) => !BROWSER_HEADERS.has(name))).toEqual([]);
    expect([undefined, `${APP}/`]).toContain(headers['referer']);
    expect(request.url).toBe(`${APP}${ENDPOINT}`);
  }
  // The pages themselves were asked for with what was planted: the search finds it where it is.
  const pages = world.recorder.seen.filter((one) => pathOf(one).startsWith('/granted/'));
  expect(leaksIn(pages.map(({ url }) => url).join('\n'))).not.toEqual([]);
  expect(world.recorder.seen.map(({ url }) => new URL(url).origin).filter((origin) => origin !== APP)).toEqual([]);
  // What fails on the page is the application's: the client neither sends it nor hides it.
  expect(problems.filter((problem) => !problem.includes(canary('fault')))).toEqual([]);
  expect(problems).toHaveLength(2);
});

it('keeps nothing of it on the server either: rows, spool and output', async () => {
  const rows = await world.store.events();
  expect(rows).toHaveLength(13);
  expect(leaksIn(JSON.stringify(rows))).toEqual([]);
  expect(new Set(rows.map(({ route_pattern }) => route_pattern))).toEqual(new Set(['/granted/orgs/:id', 'unmatched']));
  expect(new Set(rows.map(({ anonymous_user_id: user }) => user)).size).toBe(1);
  expect(rows[0]?.anonymous_user_id).toMatch(/^[0-9a-f]{32}$/);
  expect(rows[0]?.source).toBe('web');
  const spool = filesBelow(path.join(world.folder, 'spool')).map((file) => readFileSync(file).toString('latin1'));
  expect(leaksIn(spool.join('\n'))).toEqual([]);
  expect(leaksIn(world.application.output)).toEqual([]);
});
