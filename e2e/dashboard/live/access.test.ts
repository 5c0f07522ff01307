import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { serveBadPage } from '../src/bad-page.ts';
import { launch, look } from '../src/browser.ts';
import { violations } from '../src/judges.ts';
import { THEMES, VIEWS } from '../src/views.ts';

const origin = inject('origin');
const [product] = VIEWS;
let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.each(VIEWS.filter(({ unfinished }) => unfinished !== true))('$name', (view) => {
  it.each(THEMES)('has no serious violation in %s', async (theme) => {
    for (const width of [360, 1440]) {
      await using sight = await look(browser, view, { origin, theme, width });
      expect({ width, faults: await violations(sight.page) }).toEqual({ width, faults: [] });
    }
  });
});

it('refuses a field without a label, text that is too pale, and a picture without words', async () => {
  await using bad = await serveBadPage();
  const page = await browser.newPage();
  await page.goto(`${bad.origin}/form`);
  const found = new Set((await violations(page)).map((violation) => violation.split(':')[0]));
  expect(found).toEqual(new Set(['color-contrast', 'image-alt', 'label']));
  await page.goto(`${bad.origin}/heavy`);
  expect(await violations(page)).toEqual([]);
  await page.close();
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
