import type { BrowserContext, Page } from 'playwright-core';
import { APP } from './addresses.ts';
import type { AppClient } from './page/client.ts';

type Consent = AppClient['consent'];

/** Opens a page of the application in a new tab and waits until its script has run. */
export async function visit(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(APP + path);
  await page.waitForSelector('html[data-ran]');
  return page;
}

/** Captures `step_recorded` once for each number. */
export const capture = (page: Page, steps: readonly number[]): Promise<void> =>
  page.evaluate((numbers) => {
    for (const step of numbers) window.client.capture('step_recorded', { feature: 'reports', surface: 'page', step });
  }, steps);

export const flush = (page: Page): Promise<void> => page.evaluate(() => window.client.flush());

export const setConsent = (page: Page, consent: Consent): Promise<void> =>
  page.evaluate((said) => window.client.setConsent(said), consent);
