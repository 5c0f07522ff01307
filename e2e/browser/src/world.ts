import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { APP, OTHER } from './addresses.ts';
import { type Application, createApplication } from './application.ts';
import { launchChromium } from './chromium.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import { openStore, type Store } from './store.ts';

/** A browser, the recorder it goes through, the application behind it, and its store. */
export interface World extends AsyncDisposable {
  readonly browser: Browser;
  readonly recorder: Recorder;
  readonly application: Application;
  readonly store: Store;
  readonly folder: string;
  /** A browser profile of its own, with nothing in it. */
  context(): Promise<BrowserContext>;
}

/** The application behind its recorder, without a browser. */
export type Site = Omit<World, 'browser' | 'context'>;

/** Starts the application with the scripts of the pages named. */
export async function startSite(scripts: readonly string[]): Promise<Site> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'e2e-browser-'));
  const directory = path.join(folder, 'clickhouse');
  const recorder = await startRecorder();
  const application = createApplication({ storage: directory, spool: path.join(folder, 'spool') }, scripts);
  const store = openStore(directory);
  for (const origin of [APP, OTHER]) recorder.route(new URL(origin).host, () => application.port);
  await application.start();
  return {
    recorder,
    application,
    store,
    folder,
    async [Symbol.asyncDispose]() {
      await recorder[Symbol.asyncDispose]();
      await application[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts everything of a test. */
export async function startWorld(scripts: readonly string[]): Promise<World> {
  const site = await startSite(scripts);
  const browser = await launchChromium(site.recorder.url);
  return {
    ...site,
    browser,
    context: () => browser.newContext(),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await site[Symbol.asyncDispose]();
    },
  };
}
