import type { BrowserContext, Page } from 'playwright-core';

/** All that a page can leave in a browser, by the place that keeps it. */
export interface Kept {
  readonly cookies: readonly string[];
  readonly localStorage: Readonly<Record<string, string>>;
  readonly sessionStorage: Readonly<Record<string, string>>;
  /** Databases, with their object stores and how many entries each has. */
  readonly indexedDb: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly caches: readonly string[];
  readonly files: readonly string[];
  readonly workers: readonly string[];
  readonly windowName: string;
  readonly historyState: unknown;
}

/** Nothing at all. */
export const NOTHING: Kept = {
  cookies: [],
  localStorage: {},
  sessionStorage: {},
  indexedDb: {},
  caches: [],
  files: [],
  workers: [],
  windowName: '',
  historyState: null,
};

async function readPlaces(): Promise<Omit<Kept, 'cookies'>> {
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error as DOMException));
    });
  const countsOf = async (name: string): Promise<Record<string, number>> => {
    const database = await settled(indexedDB.open(name));
    try {
      const stores = [...database.objectStoreNames];
      const counts = stores.map(async (store) => {
        const count = await settled(database.transaction(store).objectStore(store).count());
        return [store, count] as const;
      });
      return Object.fromEntries(await Promise.all(counts));
    } finally {
      database.close();
    }
  };
  const names = (await indexedDB.databases()).flatMap(({ name }) => (name === undefined ? [] : [name]));
  const databases = names.map(async (name) => [name, await countsOf(name)] as const);
  const files: string[] = [];
  for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
  const workers = await navigator.serviceWorker.getRegistrations();
  return {
    localStorage: Object.fromEntries(Object.entries(localStorage)) as Record<string, string>,
    sessionStorage: Object.fromEntries(Object.entries(sessionStorage)) as Record<string, string>,
    indexedDb: Object.fromEntries(await Promise.all(databases)),
    caches: await caches.keys(),
    files,
    workers: workers.map(({ scope }) => scope),
    windowName: window.name,
    historyState: history.state as unknown,
  };
}

/** Reads every place where this page could have left something. */
export async function keptBy(context: BrowserContext, page: Page): Promise<Kept> {
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`);
  return { cookies: cookies.toSorted(), ...(await page.evaluate(readPlaces)) };
}
