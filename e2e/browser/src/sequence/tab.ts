import { setTimeout as pause } from 'node:timers/promises';
import { ANSWER_MS, type Cdp, TabGone, type Told } from './cdp.ts';

/** One tab of a profile. All but `isGone` settle whatever becomes of it; what is asked of one that has gone does nothing. */
export interface Tab {
  /** Whether it has crashed or closed, by itself or with another tab of its process. */
  readonly isGone: boolean;
  /**
   * Runs a script in the page that is shown, and waits for the promise that it may end with; answers undefined where the tab
   * has gone, or it or the page goes while it runs: Chromium loads a page that failed again by itself.
   */
  run(script: string): Promise<unknown>;
  /** Until the page has come, or the page that says why it has not. */
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** From the cache of pages, where the browser keeps it. */
  back(): Promise<void>;
  /** Until the page has loaded; answers whether its script has made the client. */
  hasClient(): Promise<boolean>;
  setOffline(isOffline: boolean): Promise<void>;
  close(): Promise<void>;
  crash(): Promise<void>;
}

/** What a person who develops the application would see go wrong, and how pages came. */
export interface TabNotes {
  readonly exceptions: string[];
  /** Pages that came back as they had been left. */
  restored: number;
}

const POLL_MS = 10;

/** What Chromium says while it puts one page in the place of another. */
const BETWEEN_PAGES = /Not attached to an active page$/;

/** What it says when the page goes in which a script runs. */
const PAGE_GONE = /Inspected target navigated or closed$/;

const NO_LIMITS = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

const unlessGone = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TabGone) return undefined;
    throw error;
  }
};

/** The pages that a tab has shown, so that one can be waited for. */
function followPages(cdp: Cdp, session: string, notes: TabNotes): { readonly count: number; readonly failed: boolean } {
  const pages = { count: 0, failed: false };
  cdp.listen(session, (method, params) => {
    if (method === 'Runtime.exceptionThrown') {
      const { exceptionDetails: details } = params as { exceptionDetails: Told };
      notes.exceptions.push(JSON.stringify(details));
    }
    if (method !== 'Page.frameNavigated') return;
    const { frame, type } = params as { frame: Told; type: string };
    if ('parentId' in frame) return;
    pages.count += 1;
    pages.failed = 'unreachableUrl' in frame;
    if (type === 'BackForwardCacheRestore') notes.restored += 1;
  });
  return pages;
}

/** Opens a tab of a profile, with nothing in it. */
export async function openTab(cdp: Cdp, profile: string, notes: TabNotes): Promise<Tab> {
  const { targetId } = await cdp.send('Target.createTarget', { url: 'about:blank', browserContextId: profile });
  const attached = await cdp.send('Target.attachToTarget', { targetId, flatten: true });
  const session = String(attached['sessionId']);
  const pages = followPages(cdp, session, notes);
  const ask = (method: string, params: Told = {}): Promise<Told | undefined> =>
    unlessGone(cdp.send(method, params, session));
  const until = async (what: string, isSo: () => boolean): Promise<void> => {
    for (const end = performance.now() + ANSWER_MS; !isSo() && !cdp.isGone(session); await pause(POLL_MS)) {
      if (performance.now() > end) throw new Error(`${what}: no page came, and no error either`);
    }
  };
  /** Asks again while one page takes the place of another: that is not the tab's answer. */
  const askPage: typeof ask = async (method, params) => {
    for (const end = performance.now() + ANSWER_MS; ; await pause(POLL_MS)) {
      try {
        return await ask(method, params);
      } catch (error) {
        if (performance.now() > end || !BETWEEN_PAGES.test(String(error))) throw error;
      }
    }
  };
  const run: Tab['run'] = async (script) => {
    const asked = { expression: script, returnByValue: true, awaitPromise: true };
    const answer = await ask('Runtime.evaluate', asked).catch((error: unknown) => {
      if (!PAGE_GONE.test(String(error))) throw error;
      return undefined;
    });
    if (answer?.['exceptionDetails'] !== undefined) throw new Error(JSON.stringify(answer['exceptionDetails']));
    return (answer?.['result'] as Told | undefined)?.['value'];
  };
  const nextPage = async (method: string, params: Told = {}): Promise<void> => {
    const { count } = pages;
    await askPage(method, params);
    await until(method, () => pages.count > count);
  };
  for (const domain of ['Inspector', 'Page', 'Runtime', 'Network']) await ask(`${domain}.enable`);
  return {
    get isGone() {
      return cdp.isGone(session);
    },
    run,
    goto: (url) => nextPage('Page.navigate', { url }),
    reload: () => nextPage('Page.reload'),
    async back() {
      const history = await askPage('Page.getNavigationHistory');
      const { currentIndex = 0, entries = [] } = (history ?? {}) as { currentIndex?: number; entries?: Told[] };
      const before = entries[currentIndex - 1];
      if (before !== undefined) await nextPage('Page.navigateToHistoryEntry', { entryId: before['id'] });
    },
    async hasClient() {
      let state: unknown = 'loading';
      const end = performance.now() + ANSWER_MS;
      for (; state === 'loading' || state === 'interactive'; await pause(POLL_MS)) {
        if (performance.now() > end) throw new Error('a page came and did not load');
        state = await run(`'client' in window ? 'client' : document.readyState`);
      }
      return state === 'client';
    },
    async setOffline(offline) {
      await ask('Network.emulateNetworkConditions', { offline, ...NO_LIMITS });
    },
    async close() {
      await cdp.send('Target.closeTarget', { targetId });
      await until('Target.closeTarget', () => false);
    },
    async crash() {
      await ask('Page.crash');
      await cdp.send('Target.closeTarget', { targetId });
    },
  };
}
