import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { serveBadPage } from '../src/bad-page.ts';
import { launch, look } from '../src/browser.ts';
import { judge } from '../src/judges.ts';
import { VIEWS } from '../src/views.ts';

const origin = inject('origin');
const temp = path.join(import.meta.dirname, '../temp');
const PORT = 19_223;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(temp, { recursive: true });
  browser = await launch([`--remote-debugging-port=${PORT}`]);
});
afterAll(() => browser.close());

const viewOf = (name: string) => VIEWS.find((view) => view.name === name)!;

describe('Lighthouse', () => {
  it.each([
    ['product', 'desktop', '/'],
    ['product', 'phone', '/'],
    ['executive', 'desktop', '/executive'],
    ['executive', 'phone', '/executive'],
    ['reliability', 'desktop', '/reliability'],
    ['audit', 'desktop', '/audit'],
  ])('gives %s on a %s 95 or more for performance and accessibility', async (name, device, address) => {
    const { scores, low, weak, report } = await judge(origin + address, { port: PORT, device });
    writeFileSync(path.join(temp, `lighthouse-${name}-${device}.json`), report);
    expect({ ...scores, low, ...(low.length > 0 && { weak }) }).toEqual({ ...scores, low: [] });
  });

  it.each([
    ['that waits for a large script', '/heavy', ['performance'], /^first-contentful-paint/m],
    ['that not everybody can use', '/form', ['accessibility'], /^color-contrast$[^]*^image-alt$[^]*^label$/m],
    ['that shows nothing', '/nothing', ['performance', 'accessibility'], /^/],
  ])('refuses a page %s', async (_, address, low, weak) => {
    await using bad = await serveBadPage();
    const verdict = await judge(bad.origin + address, { port: PORT, device: 'desktop' });
    expect(verdict.low).toEqual(low);
    expect(verdict.weak.join('\n')).toMatch(weak);
  });
});

describe('without a script', () => {
  it('each page is complete: charts, tables, definitions and forms', async () => {
    await using sight = await look(browser, viewOf('product'), { origin, javaScriptEnabled: false });
    const { page, faults } = sight;
    for (const id of [
      'dailyActives',
      'topRoutes',
      'featureUsage',
      'filterChanges',
      'chartInteractions',
      'clientErrors',
      'sessionDurations',
      'featureLedger',
      'retention',
      'funnel',
      'captureVolume',
      'offlineRecovery',
    ]) {
      const panel = page.locator(`#${id}`);
      expect(await panel.locator('.finding').textContent()).not.toBe('');
      await panel.locator('summary', { hasText: 'Data' }).click();
      expect(await panel.locator('table.data tbody tr').count()).toBeGreaterThan(0);
      await panel.locator('summary', { hasText: 'Definition' }).click();
      expect(await panel.locator('.definition dd').first().isVisible()).toBe(true);
    }
    expect(await page.locator('.panel-loading:visible').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('filters, the funnel and the colours are addresses', async () => {
    await using sight = await look(browser, viewOf('product'), { origin, javaScriptEnabled: false });
    const { page } = sight;
    await page.getByText('Filter and range').click();
    await page.getByRole('checkbox', { name: 'editor' }).check();
    await page.getByRole('checkbox', { name: 'viewer' }).check();
    await page.getByRole('button', { name: 'Apply' }).click();
    expect(new URL(page.url()).searchParams.getAll('role')).toEqual(['editor', 'viewer']);
    await page.getByRole('link', { name: 'Role: editor' }).click();
    expect(new URL(page.url()).searchParams.getAll('role')).toEqual(['viewer']);
    await page.getByRole('link', { name: 'Role: viewer' }).click();
    expect(new URL(page.url()).searchParams.get('role')).toBeNull();
    await page.locator('#funnel select').nth(3).selectOption('page_viewed');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(new URL(page.url()).searchParams.getAll('steps')).toContain('page_viewed');
    // The address changes when the page begins; the funnel is near its end.
    await page.waitForLoadState();
    expect(await page.locator('#funnel .funnel > li').count()).toBe(4);
    await page.getByRole('link', { name: 'Dark' }).click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(14, 18, 20)');
    expect(new URL(page.url()).searchParams.getAll('steps')).toContain('page_viewed');
  });
});

describe('the executive page', () => {
  it('prints on A4, and every number says its version', async () => {
    await using sight = await look(browser, viewOf('executive'), { origin });
    const { page } = sight;
    const versions = await page.locator('.measure-facts').allTextContents();
    expect(versions.length).toBeGreaterThan(4);
    for (const text of versions) expect(text).toMatch(/version \d/);
    expect(await page.locator('.measure-break').first().textContent()).toContain('version 2');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.filters:visible, .masthead:visible, .page-actions:visible').count()).toBe(0);
    const pdf = await page.pdf({ path: path.join(temp, 'executive.pdf'), preferCSSPageSize: true });
    const text = pdf.toString('latin1');
    expect(text).toMatch(/\/MediaBox ?\[0 0 59[45][.\d]* 84[12]/);
  });
});
