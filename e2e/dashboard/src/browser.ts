import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Theme, View } from './views.ts';

const EXECUTABLE = '/usr/bin/chromium';

/** Debian's Chromium; installed where it is missing and this process may, an error that says what to do otherwise. */
function chromiumPath(): string {
  if (existsSync(EXECUTABLE)) return EXECUTABLE;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error('no /usr/bin/chromium: run `apt-get install chromium` as root; this suite does not skip');
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { stdio: 'ignore', env });
  return EXECUTABLE;
}

export const launch = (args: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--headless=new', ...args] });

/** A page with everything that went wrong on it. */
export interface Watched extends AsyncDisposable {
  readonly page: Page;
  /** What the console said, scripts that threw, requests that failed or went elsewhere, and what the policy stopped. */
  readonly faults: readonly string[];
}

export interface Sight {
  readonly origin: string;
  readonly width?: number;
  readonly theme?: Theme;
  readonly javaScriptEnabled?: boolean;
}

function watch(page: Page, origin: string, faults: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('requestfailed', (request) => faults.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) faults.push(`elsewhere: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
}

export async function look(browser: Browser, view: View, sight: Sight): Promise<Watched> {
  const { origin, width = 1440, theme = 'light', javaScriptEnabled = true } = sight;
  const options: BrowserContextOptions = { viewport: { width, height: 900 }, colorScheme: theme, javaScriptEnabled };
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  watch(page, origin, faults);
  await page.goto(origin + view.path, { waitUntil: view.unfinished === true ? 'commit' : 'load' });
  if (view.unfinished === true) {
    await page.locator('#dailyActives .plot').waitFor();
    // What is waited for has to be seen.
    await page.locator('#topRoutes-waiting .skeleton').scrollIntoViewIfNeeded();
  }
  if (view.opened === true) {
    for (const details of await page.locator('details').all())
      await details.evaluate((node) => node.setAttribute('open', ''));
  }
  return { page, faults, [Symbol.asyncDispose]: () => context.close() };
}

/** How far a page goes beyond its window. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
