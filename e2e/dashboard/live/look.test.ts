import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launch, look, overhang } from '../src/browser.ts';
import { THEMES, VIEWS, WIDTHS } from '../src/views.ts';

const origin = inject('origin');
const folder = path.join(import.meta.dirname, '../temp/screenshots');
let browser: Browser;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  browser = await launch();
});
afterAll(() => browser.close());

describe.each(VIEWS)('$name', (view) => {
  it.each(THEMES)('fits three widths in %s, asks nobody else, and nothing complains', async (theme) => {
    for (const width of WIDTHS) {
      await using sight = await look(browser, view, { origin, width, theme });
      const { page, faults } = sight;
      const whole = view.unfinished !== true;
      await page.screenshot({ path: path.join(folder, `${view.name}-${width}-${theme}.png`), fullPage: whole });
      expect({ width, over: await overhang(page), faults }).toEqual({ width, over: 0, faults: [] });
      expect(await page.title()).toMatch(/ · Plumbline$/);
    }
  });
});
