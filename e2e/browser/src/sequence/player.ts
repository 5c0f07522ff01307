import { setTimeout as pause } from 'node:timers/promises';
import { APP, ENDPOINT } from '../addresses.ts';
import { type Fault, pathOf, type SeenRequest } from '../faults.ts';
import { newSteps } from '../steps.ts';
import type { Site } from '../world.ts';
import type { Cdp } from './cdp.ts';
import type { Move, NetworkState, TabMove } from './move.ts';
import { openTab, type Tab, type TabNotes } from './tab.ts';

/** One browser profile in which a sequence happens, and what was captured in it. */
export interface Player extends AsyncDisposable {
  play(move: Move): Promise<void>;
  /** Everything works again, and a new tab opens. */
  heal(): Promise<void>;
  /** Until each tab has sent what it knows of. */
  flush(): Promise<void>;
  /** Numbers of the events whose `capture` returned. */
  readonly captured: readonly number[];
  /** Numbers of those whose tab went before it said so: they may have been captured or not. */
  readonly unsure: readonly number[];
  readonly notes: TabNotes;
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

const captureOf = (steps: readonly number[]): string => `for (const step of ${JSON.stringify(steps)})
  window.client.capture('step_recorded', { feature: 'reports', surface: 'page', step });
true`;

/** The client has asked for its database when it is made, and browsers open a database in the order in which they are asked. */
const QUEUE_OPENS = `new Promise((resolve) => {
  const opening = indexedDB.open('plumbline:${ENDPOINT}');
  opening.onsuccess = () => {
    opening.result.close();
    resolve(true);
  };
})`;

/** Until a page has loaded, and its client keeps on disk what is captured; answers whether it has a client. */
async function ready(tab: Tab): Promise<boolean> {
  while (await tab.hasClient()) if ((await tab.run(QUEUE_OPENS)) === true) return true;
  return false;
}

/** Leaves the page and comes back. */
async function away(tab: Tab): Promise<void> {
  await tab.goto(`${APP}/bare`);
  await tab.back();
  await ready(tab);
}

/** What happens to one tab, but for what is captured in it. */
async function onTab(move: TabMove, tab: Tab): Promise<void> {
  if (move.move === 'close') await tab.close();
  else if (move.move === 'crash') await tab.crash();
  else if (move.move === 'away') await away(tab);
  else if (move.move === 'reload') {
    await tab.reload();
    await ready(tab);
  } else if (move.move === 'flush') await tab.run('void window.client?.flush()');
}

/** Begins with one tab that has consent. Where it is early, moves do not wait until a new tab has its queue on disk. */
export async function startPlayer(cdp: Cdp, { recorder, application }: Site, isEarly: boolean): Promise<Player> {
  const { browserContextId } = await cdp.send('Target.createBrowserContext', {
    proxyServer: recorder.url,
    proxyBypassList: '<-loopback>',
  });
  const profile = String(browserContextId);
  const notes: TabNotes = { exceptions: [], restored: 0 };
  const captured: number[] = [];
  const unsure: number[] = [];
  let opened: readonly Tab[] = [];
  let does: NetworkState = 'works';
  let isOffline = false;
  recorder.fault = (request: SeenRequest) => (pathOf(request) === ENDPOINT ? FAULTS[does]() : undefined);
  const tabs = (): readonly Tab[] => (opened = opened.filter((tab) => !tab.isGone));
  const open = async (): Promise<void> => {
    const tab = await openTab(cdp, profile, notes);
    opened = [...opened, tab];
    await tab.setOffline(isOffline);
    await tab.goto(`${APP}/granted/orgs/${opened.length}`);
    await (isEarly ? tab.hasClient() : ready(tab));
  };
  const setOffline = async (offline: boolean): Promise<void> => {
    isOffline = recorder.unplugged = offline;
    await Promise.all(tabs().map((tab) => tab.setOffline(offline)));
  };
  const captureIn = async (tab: Tab, count: number): Promise<void> => {
    if (!(await (isEarly ? tab.hasClient() : ready(tab)))) return;
    const steps = newSteps(count);
    ((await tab.run(captureOf(steps))) === true ? captured : unsure).push(...steps);
  };
  const play = async (move: Move): Promise<void> => {
    if ('tab' in move) {
      const tab = tabs()[move.tab % Math.max(1, opened.length)];
      if (tab === undefined) return undefined;
      return 'count' in move ? captureIn(tab, move.count) : onTab(move, tab);
    }
    if ('ms' in move) return pause(move.ms);
    if ('does' in move) return void (does = move.does);
    if (move.move === 'open') return tabs().length < MAX_TABS ? open() : undefined;
    if (move.move === 'kill-server') return application.kill();
    if (move.move === 'start-server') return application.start();
    return setOffline(move.move === 'offline');
  };
  const heal = async (): Promise<void> => {
    does = 'works';
    await application.start();
    await setOffline(false);
    await open();
  };
  const flush = async (): Promise<void> =>
    void (await Promise.all(tabs().map((tab) => tab.run('window.client?.flush()'))));
  await open();
  const close = async (): Promise<void> =>
    void (await cdp.send('Target.disposeBrowserContext', { browserContextId: profile }));
  return { play, heal, flush, captured, unsure, notes, [Symbol.asyncDispose]: close };
}
