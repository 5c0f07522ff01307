import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { APP, ENDPOINT } from '../addresses.ts';
import { type Fault, pathOf, type SeenRequest } from '../faults.ts';
import { newSteps } from '../steps.ts';
import { capture } from '../visit.ts';
import type { World } from '../world.ts';
import type { Move, NetworkState, TabMove } from './move.ts';

/** One browser profile in which a sequence happens, and what was captured in it. */
export interface Player {
  play(move: Move): Promise<void>;
  /** Everything works again, and a new tab opens. */
  heal(): Promise<void>;
  /** Numbers of the events whose `capture` returned. */
  readonly captured: readonly number[];
  readonly context: BrowserContext;
}

/** How long a slow network takes; longer than any move. */
const SLOW_MS = 400;

const FAULTS: Readonly<Record<NetworkState, () => Fault | undefined>> = {
  works: () => undefined,
  'loses answers': () => ({ kind: 'lose-answer' }),
  'loses requests': () => ({ kind: 'refuse' }),
  fails: () => ({ kind: 'answer', status: 500 }),
  'is busy': () => ({ kind: 'answer', status: 429, headers: { 'retry-after': '1' } }),
  'is slow': () => ({ kind: 'hold-answer', until: pause(SLOW_MS) }),
};

const MAX_TABS = 3;

/** What ends a page while it is asked is what a sequence is made of. */
const ignore = (): void => undefined;

/** A tab whose process has gone may answer never; it is not waited for longer than this. */
const STUCK_MS = 10_000;

const within = <T>(work: Promise<T>, otherwise: T): Promise<T> =>
  Promise.race([work, pause(STUCK_MS, otherwise, { ref: false })]);

const runs = (page: Page): Promise<boolean> =>
  within(
    page.evaluate(() => 'client' in window).catch(() => false),
    false,
  );

async function crash(page: Page): Promise<void> {
  const crashed = new Promise<unknown>((resolve) => page.once('crash', resolve));
  const send = async (): Promise<unknown> => (await page.context().newCDPSession(page)).send('Page.crash');
  send().catch(ignore);
  await within(crashed, undefined);
  await within(page.close(), undefined);
}

/** Leaves the page and comes back, from the cache of pages where the browser keeps it. */
async function away(page: Page): Promise<void> {
  await page.goto(`${APP}/bare`, { waitUntil: 'commit' }).catch(ignore);
  await page.goBack({ waitUntil: 'commit' }).catch(ignore);
  await page.waitForFunction(() => 'client' in window, undefined, { timeout: 2_000 }).catch(ignore);
}

/** What happens to one tab; answers the numbers of what was captured in it. */
async function onTab(move: TabMove, page: Page): Promise<readonly number[]> {
  if (move.move === 'close') await within(page.close(), undefined);
  else if (move.move === 'crash') await crash(page);
  else if (move.move === 'away') await away(page);
  else if (move.move === 'reload') await page.reload({ waitUntil: 'commit' }).catch(ignore);
  else if (!(await runs(page))) return [];
  else if ('count' in move) {
    const steps = newSteps(move.count);
    const isCaptured = await within(
      capture(page, steps).then(() => true),
      false,
    );
    if (!isCaptured) throw new Error('a tab that runs did not answer');
    return steps;
  } else
    await within(
      page.evaluate(() => void window.client.flush()),
      undefined,
    );
  return [];
}

/** A new tab with the client in it, where the network lets it. */
async function open(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${APP}/granted/orgs/${context.pages().length}`, { waitUntil: 'commit' }).catch(ignore);
  await page.waitForFunction(() => 'client' in window, undefined, { timeout: 5_000 }).catch(ignore);
}

/** Begins with one tab that has consent. */
export async function startPlayer(world: World): Promise<Player> {
  const { recorder, application } = world;
  const context = await world.context();
  context.setDefaultTimeout(20_000);
  const captured: number[] = [];
  let does: NetworkState = 'works';
  recorder.fault = (request: SeenRequest) => (pathOf(request) === ENDPOINT ? FAULTS[does]() : undefined);
  const tabAt = (index: number): Page | undefined => {
    const pages = context.pages();
    return pages[index % Math.max(1, pages.length)];
  };
  const setOffline = async (offline: boolean): Promise<void> => {
    recorder.unplugged = offline;
    await context.setOffline(offline);
  };
  const play = async (move: Move): Promise<void> => {
    if ('tab' in move) {
      const page = tabAt(move.tab);
      if (page !== undefined) captured.push(...(await onTab(move, page)));
      return undefined;
    }
    if ('ms' in move) return pause(move.ms);
    if ('does' in move) return void (does = move.does);
    if (move.move === 'open') return context.pages().length < MAX_TABS ? open(context) : undefined;
    if (move.move === 'kill-server') return application.kill();
    if (move.move === 'start-server') return application.start();
    return setOffline(move.move === 'offline');
  };
  const heal = async (): Promise<void> => {
    does = 'works';
    await application.start();
    await setOffline(false);
    await open(context);
  };
  await open(context);
  return { play, heal, captured, context };
}
