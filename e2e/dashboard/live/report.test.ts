import { existsSync, mkdirSync, copyFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch } from '../src/browser.ts';
import { measurePicture, pagesOf } from '../src/paper.ts';
import { createReportProject, type ReportProject } from '../src/report-project.ts';
import { applicationMetrics, finishedNumbers } from '../src/reports.ts';

const temp = path.join(import.meta.dirname, '../temp');
const metrics = applicationMetrics();
let project: ReportProject;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(temp, { recursive: true });
  browser = await launch();
  project = await createReportProject();
  const { code, err } = await project.plumbline(['metrics']);
  if (code !== 0) throw new Error(err);
});
afterAll(async () => {
  await browser.close();
  await project[Symbol.asyncDispose]();
});

/** Writes a report with the Chromium of this machine, which the command finds by itself. */
async function write(name: string, ...args: readonly string[]): Promise<string> {
  const said = await project.plumbline(['report', ...args, '--out', name]);
  expect(said).toEqual({ code: 0, out: '', err: expect.stringContaining(`wrote ${name}\n`) as string });
  const file = path.join(project.folder, name);
  copyFileSync(file, path.join(temp, name));
  return file;
}

/** What the command and the browser that it started left in their temporary folder. */
const leftOver = (): readonly string[] => readdirSync(project.scratch);

/** A finished number as a report writes it. */
const numberOf = (metric: string, start: string): string => {
  const found = finishedNumbers(metrics).find(
    (one) => one.metric === metric && one.period === 'quarter' && one.start === start && one.slice === '',
  );
  return (found?.value ?? Number.NaN).toLocaleString('en');
};

describe('without a browser', () => {
  it.each([
    [
      ['--out', 'x.pdf'],
      { PATH: '' },
      'there is no browser here that makes a PDF or a picture',
      /--browser PATH` or PLUMBLINE_BROWSER.*--format html/,
    ],
    [
      ['--out', 'x.png'],
      { PATH: '' },
      'there is no browser here that makes a PDF or a picture',
      /Install Chromium, Chrome or Edge/,
    ],
    [
      ['--out', 'x.pdf', '--browser', '/nowhere/chromium'],
      {},
      '--browser names no program that can be run',
      /such as \/usr\/bin\/chromium/,
    ],
    [
      ['--out', 'x.pdf'],
      { PLUMBLINE_BROWSER: '/nowhere/chromium' },
      'PLUMBLINE_BROWSER names no program that can be run',
      /such as \/usr\/bin\/chromium/,
    ],
  ])(
    'says what is missing and what to do, and makes no number that nobody could see: %j %j',
    async (args, env, what, fix) => {
      const { code, out, err } = await project.plumbline(['report', ...args], env);
      expect([code, out]).toEqual([2, '']);
      const [first, second, ...rest] = err.split('\n');
      expect(first).toBe(`PLB_CLI_USAGE: report: ${what}`);
      expect(second).toMatch(/^ {2}fix: /);
      expect(second).toMatch(fix);
      expect(rest).toEqual(['']);
      expect(existsSync(path.join(project.folder, args[1] ?? ''))).toBe(false);
      // A number that was kept would stand in the report below.
      const report = await project.plumbline(['report', '--no-run', '--period', 'week', '--count', '3']);
      expect(report.out).toContain('| missing |');
      expect(report.out).not.toContain('| finished |');
    },
  );
});

describe('the measures themselves', () => {
  it('see a page without words, and a picture that is blank, half empty or cut off', async () => {
    const page = await browser.newPage({ viewport: { width: 300, height: 400 } });
    const file = path.join(project.folder, 'planted.pdf');
    await page.pdf({ path: file });
    expect(pagesOf(file)).toEqual(['']);
    expect(await measurePicture(browser, await page.screenshot())).toEqual({
      width: 300,
      height: 400,
      colours: 1,
      inked: Array<number>(10).fill(0),
      cut: false,
    });
    await page.setContent('<body style="margin:0"><p style="margin:5px 0 0;height:200px;background:teal">');
    const half = await measurePicture(browser, await page.screenshot());
    expect(half).toMatchObject({ colours: 2, cut: false });
    expect(half.inked.map((share) => share > 0.1)).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0, 0].map(Boolean));
    await page.setContent('<body style="margin:0"><p style="margin:5px 0 0;height:2000px;background:teal">');
    expect(await measurePicture(browser, await page.screenshot())).toMatchObject({ cut: true });
    await page.close();
  });
});

describe('with Chromium', () => {
  it('writes a PDF of A4 pages: every definition, its version, and the numbers that finished', async () => {
    const file = await write('report.pdf');
    const pages = pagesOf(file);
    const text = pages.join(' ');
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) expect(page.length).toBeGreaterThan(20);
    expect(readFileSync(file).toString('latin1')).toMatch(/\/MediaBox ?\[0 0 59[45][.\d]* 84[12]/);
    expect(text).toContain('Quarterly report of approvals');
    for (const { id, version, question } of metrics) {
      expect(text).toContain(question);
      expect(text).toMatch(new RegExp(String.raw`${id}, version ${version}, from`));
    }
    for (const start of ['2026-04-01', '2026-07-01']) {
      expect(text).toContain(numberOf('active_people', start));
      expect(text).toContain(numberOf('capture_volume_by_event', start));
    }
    expect(leftOver()).toEqual([]);
  });

  it('writes a picture of all of it: as wide as the page, inked from top to end, and not cut off', async () => {
    const file = await write('report.png', '--no-run', '--audience', 'operator');
    const picture = await measurePicture(browser, readFileSync(file));
    expect(picture).toMatchObject({ width: 1800, cut: false });
    expect(picture.height).toBeGreaterThan(2_000);
    expect(picture.colours).toBeGreaterThan(8);
    for (const share of picture.inked) expect(share).toBeGreaterThan(0.1);
    expect(leftOver()).toEqual([]);
  });

  it('says that the browser failed where it does, and leaves no half of a file', async () => {
    const { code, out, err } = await project.plumbline([
      'report',
      '--no-run',
      '--out',
      'y.pdf',
      '--browser',
      '/bin/false',
    ]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(
      /^PLB_CLI_USAGE: report: the browser ended without a page\n {2}fix: Start the browser once by itself/,
    );
    expect(existsSync(path.join(project.folder, 'y.pdf'))).toBe(false);
  });
});
