import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type HandBrowser, startHandBrowser } from '../src/hand-browser.ts';
import { newSteps, settled, stored } from '../src/steps.ts';
import { capture, flush, visit } from '../src/visit.ts';
import { type Site, startSite } from '../src/world.ts';

/** A death takes two seconds. */
const TRIALS = process.env['PLUMBLINE_WORKSPACE_SOAK'] === undefined ? 3 : 20;

/** Milliseconds between the return of `capture` and the death of the whole browser. */
const DELAYS = [0, 100, 1_000] as const;

/** What was captured so long before is on disk, or in the system's cache of it. */
const SAFE_MS = 1_000;

const PER_TRIAL = 5;

/** Until a page that hangs is killed; it captures in the first milliseconds. */
const HANG_MS = 1_000;

let site: Site;
const figures: Record<string, { captured: number; stored: number }> = {};

beforeAll(async () => {
  site = await startSite(['client']);
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  const folder = path.join(import.meta.dirname, '../temp');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'death-figures.json'), `${JSON.stringify(figures, null, 2)}\n`);
});

const note = (death: string, captured: readonly number[], found: readonly number[]): void => {
  const so = (figures[death] ??= { captured: 0, stored: 0 });
  so.captured += captured.length;
  so.stored += found.length;
};

/** Captures, and leaves the page to its task without end: whatever needs the page from then on gets no answer. */
const captureAndHang = (page: Page, steps: readonly number[]): Promise<void> =>
  page.evaluate(async (numbers) => {
    void window.client.flush();
    // The lock is held while the client reads what waits.
    while ((await navigator.locks.query()).held?.length === 0);
    for (const step of numbers) window.client.capture('step_recorded', { feature: 'reports', surface: 'page', step });
    // The end of the task that captured: the page does nothing else any more.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    // Longer than the test: the process is killed before.
    for (const until = performance.now() + 600_000; performance.now() < until;);
  }, steps);

async function die(browser: HandBrowser, page: Page, death: string, steps: readonly number[]): Promise<void> {
  if (death === 'close') {
    await capture(page, steps);
    return page.close();
  }
  const crashed = new Promise((resolve) => page.once('crash', resolve));
  if (death === 'crash') {
    await capture(page, steps);
    const session = await browser.context.newCDPSession(page);
    session.send('Page.crash').catch(() => undefined);
  } else {
    captureAndHang(page, steps).catch(() => undefined);
    await pause(HANG_MS);
    browser.killPages();
  }
  await crashed;
  return page.close();
}

it.each(['close', 'crash', 'hang'] as const)(
  'loses nothing whose capture returned when its tab dies offline: %s',
  async (death) => {
    await using browser = await startHandBrowser(site.recorder.url, path.join(site.folder, `profile-${death}`));
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const page = await visit(browser.context, '/granted/orgs/7');
      await flush(page);
      site.recorder.unplugged = true;
      const steps = newSteps(PER_TRIAL);
      await die(browser, page, death, steps);
      site.recorder.unplugged = false;
      const later = await visit(browser.context, '/granted/orgs/8');
      const found = await settled(site, steps);
      note(death, steps, found);
      expect(found).toEqual(steps);
      await later.close();
    }
  },
);

it.each(DELAYS)('is measured: the whole browser is killed offline, %i ms after capture returned', async (delay) => {
  const profile = path.join(site.folder, `profile-kill-${delay}`);
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const browser = await startHandBrowser(site.recorder.url, profile);
    const page = await visit(browser.context, '/granted/orgs/7');
    await flush(page);
    site.recorder.unplugged = true;
    const steps = newSteps(PER_TRIAL);
    await capture(page, steps);
    if (delay > 0) await pause(delay);
    await browser.kill();
    site.recorder.unplugged = false;
    await using again = await startHandBrowser(site.recorder.url, profile);
    const later = await visit(again.context, '/granted/orgs/8');
    const [sign] = newSteps(1) as [number];
    await capture(later, [sign]);
    await flush(later);
    await settled(site, [sign]);
    const found = await stored(site, steps);
    note(`kill after ${delay} ms`, steps, found);
    // Whatever is there is there once, and in the order in which it was captured: nothing is lost from the middle.
    const least = delay >= SAFE_MS ? PER_TRIAL : found.length;
    expect(found).toEqual(steps.slice(0, least));
  }
});
