import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launch, look } from '../src/browser.ts';
import { THEMES, VIEWS } from '../src/views.ts';

const origin = inject('origin');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [product] = VIEWS;
let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Serious and critical faults, as axe finds them. It runs through the debugger, which the policy of the page allows. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<readonly Violation[]>('axe.run().then(({ violations }) => violations)');
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map((node) => node.html.slice(0, 160))
          .join(' | ')}`,
    );
}

describe.each(VIEWS.filter(({ unfinished }) => unfinished !== true))('$name', (view) => {
  it.each(THEMES)('has no serious violation in %s', async (theme) => {
    for (const width of [360, 1440]) {
      await using sight = await look(browser, view, { origin, theme, width });
      expect({ width, faults: await violations(sight.page) }).toEqual({ width, faults: [] });
    }
  });
});

describe('the keyboard', () => {
  it('reaches everything that can be used, in order, and shows where it is', async () => {
    await using sight = await look(browser, product!, { origin });
    const { page } = sight;
    const usable = await page.evaluate(
      () =>
        [
          ...document.querySelectorAll<HTMLElement>(
            'a[href], button, select, summary, [tabindex="0"], input:not([type=hidden])',
          ),
        ].filter((one) => one.checkVisibility() && one.tabIndex >= 0).length,
    );
    const seen = new Set<string>();
    for (let press = 0; press < usable + 5; press += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const one = document.activeElement as HTMLElement;
        const all = [...document.querySelectorAll('*')];
        const style = getComputedStyle(one);
        return {
          place: all.indexOf(one),
          body: one === document.body,
          outlined: style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2,
          what: one.outerHTML.slice(0, 90),
        };
      });
      if (at.body) break;
      expect(at).toMatchObject({ outlined: true });
      seen.add(String(at.place));
    }
    expect(seen.size).toBe(usable);
  });

  it('begins with a link to the content', async () => {
    await using sight = await look(browser, product!, { origin });
    const { page } = sight;
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  });

  it('reads a chart by its arrows, and the pointer reads the same', async () => {
    await using sight = await look(browser, product!, { origin });
    const { page } = sight;
    const chart = page.locator('#dailyActives .chart');
    await chart.focus();
    await page.keyboard.press('End');
    const last = await chart.locator('[aria-live]').textContent();
    expect(last).toMatch(/^Sun|^Mon|^Tue|^Wed|^Thu|^Fri|^Sat/);
    expect(last).toContain('people');
    await page.keyboard.press('ArrowLeft');
    const before = await chart.locator('[aria-live]').textContent();
    expect(before).not.toBe(last);
    await page.keyboard.press('Escape');
    expect(await chart.locator('.tip').isHidden()).toBe(true);
    const box = await chart.locator('.plot').boundingBox();
    await page.mouse.move(box!.x + box!.width - 1, box!.y + 60);
    const tip = await chart.locator('.tip').textContent();
    expect(tip?.slice(0, 10)).toBe(last?.slice(0, 10));
  });
});
