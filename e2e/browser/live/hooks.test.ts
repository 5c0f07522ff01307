import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaksIn, MARK } from '../src/canaries.ts';
import { FRAMEWORKS, type Framework } from '../src/pages.ts';
import { keptBy, NOTHING } from '../src/kept.ts';
import { toIngest } from '../src/steps.ts';
import type { StoredEvent } from '../src/store.ts';
import { flush, setConsent, visit } from '../src/visit.ts';
import { watch } from '../src/watch.ts';
import { startWorld, type World } from '../src/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld(['bare', ...FRAMEWORKS.map((one) => `hooks-${one}`)]);
});
afterAll(() => world[Symbol.asyncDispose]());

interface Opened extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the console said, and what nobody caught. */
  readonly problems: () => readonly string[];
}

async function open(framework: Framework, under: string): Promise<Opened> {
  const context = await world.context();
  const watched = watch(context);
  const page = await visit(context, `/${framework}/${under}/7`);
  await seen(page);
  // React advertises its tools to developers, and what a component throws on purpose is written by the framework.
  const problems = (): readonly string[] =>
    watched.problems.filter((line) => !line.startsWith('info: ') && !line.includes(MARK));
  return { context, page, problems, [Symbol.asyncDispose]: () => context.close() };
}

/** Waits until the browser has told every observer what is in view: they are told in the order in which they were made. */
const seen = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        new IntersectionObserver((_, observer) => {
          observer.disconnect();
          resolve();
        }).observe(document.body);
      }),
  );

async function press(page: Page, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    // By the page's own means: a real click would scroll to the button, and what is in view is what is tested.
    await page.evaluate((of) => document.getElementById(of)?.click(), id);
    await seen(page);
  }
}

async function scrollToEnd(page: Page): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await seen(page);
}

/** What a page has said, as the store has it: sent, accepted and inserted. A last event shows that nothing is under way. */
async function told(page: Page): Promise<readonly StoredEvent[]> {
  await page.evaluate(() => window.client.capture('step_recorded', { feature: 'reports', surface: 'page', step: 2 }));
  const session = await page.evaluate(
    () => (JSON.parse(localStorage.getItem('plumbline:/_t') ?? '{}') as { s?: string }).s,
  );
  await flush(page);
  await world.application.flush();
  const events = (await world.store.events()).filter(({ session_id: id }) => id === session);
  // Events of one millisecond: their IDs grow as text.
  const mine = events.toSorted((a, b) => (a.event_id < b.event_id ? -1 : 1));
  expect(mine.at(-1)?.name).toBe('step_recorded');
  return mine.slice(0, -1);
}

const placeOf = ({ payload_json: json }: StoredEvent): string => {
  const { feature, surface } = JSON.parse(json) as Record<string, string>;
  return `${feature}/${surface}`;
};

const featuresOf = (events: readonly StoredEvent[]): readonly string[] =>
  events.filter(({ name }) => name === 'feature_viewed').map(placeOf);

const routesOf = (events: readonly StoredEvent[]): readonly string[] =>
  events.filter(({ name }) => name === 'page_viewed').map(({ route_pattern: route }) => route);

describe.each(FRAMEWORKS)('%s', (framework) => {
  it('reports a feature once for each time it is mounted and comes into view', async () => {
    await using opened = await open(framework, 'granted');
    const { page, problems } = opened;
    await press(page, 'render', 'render', 'render');
    await scrollToEnd(page);
    await page.evaluate(() => window.scrollTo(0, 0));
    await seen(page);
    await scrollToEnd(page);
    await page.evaluate(() => window.scrollTo(0, 0));
    await press(page, 'toggle', 'toggle', 'render');
    expect(featuresOf(await told(page))).toEqual(['settings/panel', 'reports/panel', 'settings/panel']);
    expect(problems()).toEqual([]);
  });

  it('reports an element that shows another feature again, and no feature that was gone before it was seen', async () => {
    await using opened = await open(framework, 'granted');
    const { page } = opened;
    await press(page, 'swap', 'render', 'swap', 'render', 'remove-far');
    await scrollToEnd(page);
    expect(featuresOf(await told(page))).toEqual(['settings/panel', 'settings/page', 'reports/page']);
  });

  it('reports each page once, by its pattern', async () => {
    await using opened = await open(framework, 'granted');
    const { page } = opened;
    await press(page, 'render', 'move', 'render', 'route');
    const events = await told(page);
    expect(routesOf(events)).toEqual(['/orgs/:id', '/orgs/:id', '/settings']);
    expect(events.find(({ name }) => name === 'feature_viewed')?.route_pattern).toBe('/orgs/:id');
  });

  it.each([
    ['listed', 'TypeError'],
    ['unlisted', 'other'],
    ['text', 'other'],
  ])('says of an error its class and its boundary, once, and nothing else (%s)', async (how, errorClass) => {
    await using opened = await open(framework, 'granted');
    const { page, problems } = opened;
    world.recorder.clear();
    await press(page, how);
    const errors = (await told(page)).filter(({ name }) => name === 'client_error');
    expect(errors.map(({ payload_json: json }) => JSON.parse(json) as unknown)).toEqual([
      { feature: 'reports', surface: 'page', boundary: 'list', errorClass },
    ]);
    expect(toIngest(world)).not.toEqual([]);
    expect(leaksIn(world.recorder.bytes().toString())).toEqual([]);
    expect(toIngest(world).flatMap(({ body }) => leaksIn(body))).toEqual([]);
    expect(problems()).toEqual([]);
    const after = framework.startsWith('vue') ? 'html[data-error]' : '#fallback';
    expect(await page.locator(after).count()).toBe(1);
  });

  it('captures what a component says, and nothing after the application is gone', async () => {
    await using opened = await open(framework, 'granted');
    const { page, problems } = opened;
    await press(page, 'capture', 'leave');
    await scrollToEnd(page);
    expect(await page.locator('main *').count()).toBe(0);
    const names = (await told(page)).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['feature_viewed', 'page_viewed', 'step_recorded']);
    expect(problems()).toEqual([]);
  });

  it.each(['unknown', 'denied', 'nobody'])('asks nobody and keeps nothing (%s)', async (under) => {
    await using opened = await open(framework, under);
    const { context, page, problems } = opened;
    world.recorder.clear();
    await press(page, 'render', 'move', 'toggle', 'toggle', 'swap', 'capture', 'listed');
    await scrollToEnd(page);
    if (under !== 'nobody') await flush(page);
    await press(page, 'leave');
    expect(world.recorder.seen.map(({ url }) => url)).toEqual([]);
    expect(await keptBy(context, page)).toEqual(NOTHING);
    expect(problems()).toEqual([]);
  });

  it('sends after a yes what came into view before it', async () => {
    await using opened = await open(framework, 'unknown');
    const { page } = opened;
    await press(page, 'render');
    await setConsent(page, 'granted');
    const events = await told(page);
    expect(featuresOf(events)).toEqual(['settings/panel']);
    expect(routesOf(events)).toEqual(['/orgs/:id']);
  });
});
