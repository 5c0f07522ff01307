import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { createIdMaker, type OutboundEvent } from '@plumbline/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project } from './project.ts';

const makeId = createIdMaker();
const DAY_MS = 86_400_000;

let project: Project;

/** First day of a month some months before this one. */
const monthsAgo = (months: number): Date => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1));
};

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

const event = (date: Date, person: number): OutboundEvent => ({
  eventId: makeId(),
  name: 'page_viewed',
  schemaVersion: '2026-01-telemetry-v1',
  occurredAt: Number(date) + DAY_MS / 2,
  ingestedAt: Number(date) + DAY_MS / 2,
  source: 'web',
  sessionId: 's',
  anonymousUserId: `person-${person}`,
  orgIdHash: '',
  routePattern: '/',
  payload: { feature: 'list', surface: 'page' },
});

beforeAll(async () => {
  project = makeProject();
  project.configure({ validFrom: dayOf(monthsAgo(2)) });
  const adapter = clickhouse({ embedded: { directory: path.join(project.folder, 'clickhouse') } });
  const events = [2, 1, 0].flatMap((months) =>
    Array.from({ length: 9 - months }, (_, person) => event(monthsAgo(months), person)),
  );
  const { kind } = await adapter.send({ id: makeId(), events });
  if (kind !== 'delivered') throw new Error(`the events were ${kind}`);
  await adapter.close();
});

afterAll(() => project[Symbol.dispose]());

describe('plumbline report', () => {
  it('refuses to make a number that nobody could explain later', async () => {
    await expect(project.run('report')).rejects.toThrow(/PLB_REPORTING_LOCK: plumbline.metrics.lock is missing/);
    await project.run('metrics');
    project.configure({ validFrom: dayOf(monthsAgo(2)), condition: '2' });
    await expect(project.run('report')).rejects.toThrow(
      /PLB_REPORTING_LOCK: reporting:\n {2}- active_people: `query` changed/,
    );
    project.configure({ validFrom: dayOf(monthsAgo(2)) });
  });

  it('computes what has finished, keeps it, and writes it down', async () => {
    const before = await project.run('report', '--period', 'month', '--no-run', '--count', '3');
    expect(before.out).toContain('has not computed it yet');
    const first = await project.run('report', '--period', 'month', '--count', '3', '--audience', 'leadership');
    expect(first.code).toBe(0);
    expect(first.err).toMatch(/^\d numbers finished and kept\n$/);
    expect(first.out).toMatch(/^# Monthly report of shop for leadership\n/);
    const month = dayOf(monthsAgo(2)).slice(0, 7);
    expect(first.out).toMatch(
      new RegExp(String.raw`\| ${month} \| 7 \| finished \| 1 \| \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC \|`),
    );
    const again = await project.run('report', '--period', 'month', '--count', '3');
    expect(again.err).toBe('');
    const line = (text: string): string | undefined => text.split('\n').find((row) => row.startsWith(`| ${month}`));
    expect(line(again.out)).toBe(line(first.out));
  });

  it('writes a page that stands alone', async () => {
    const { code, err } = await project.run('report', '--period', 'month', '--out', 'report.html');
    expect([code, err]).toEqual([0, 'wrote report.html\n']);
    const page = readFileSync(path.join(project.folder, 'report.html'), 'utf8');
    expect(page).toContain('<title>Monthly report of shop</title>');
    expect(page).not.toMatch(/<script|https?:|url\((?!data)/);
  });

  it('starts a browser of this machine with the page, and leaves nothing behind', async () => {
    // A program in the place of a browser that is told what a browser is told.
    const browser = path.join(project.folder, 'browser');
    const lines = [
      '#!/bin/sh',
      'for a in "$@"; do',
      '  case "$a" in',
      `    --print-to-pdf=*|--screenshot=*) echo "$@" > '${project.folder}/told'; echo made > "\${a#*=}";;`,
      '    --dump-dom) echo "<title>1200</title>";;',
      '  esac',
      'done',
    ];
    writeFileSync(browser, `${lines.join('\n')}\n`);
    chmodSync(browser, 0o755);
    for (const [format, option] of [
      ['pdf', '--print-to-pdf='],
      ['png', '--window-size=900,1200 --force-device-scale-factor=2 --screenshot='],
    ]) {
      const file = `report.${format}`;
      expect(await project.run('report', '--out', file, '--browser', browser)).toMatchObject({ code: 0 });
      expect(readFileSync(path.join(project.folder, file), 'utf8')).toBe('made\n');
      const told = readFileSync(path.join(project.folder, 'told'), 'utf8');
      expect(told).toContain(option);
      expect(told).toContain('--host-resolver-rules=MAP * ~NOTFOUND');
      const folder = /--user-data-dir=(\S+)/.exec(told)?.[1] ?? '';
      expect(folder).not.toBe('');
      expect(existsSync(path.dirname(folder))).toBe(false);
    }
    writeFileSync(browser, '#!/bin/sh\nexit 3\n');
    await expect(project.run('report', '--out', 'x.pdf', '--browser', browser)).rejects.toThrow(
      /the browser ended without a page/,
    );
    writeFileSync(browser, '#!/bin/sh\nexit 0\n');
    await expect(project.run('report', '--out', 'x.pdf', '--browser', browser)).rejects.toThrow(
      /the browser made no file/,
    );
  });

  it('says what to do without a browser, before it makes any number', async () => {
    using bare = makeProject({ PATH: '' });
    await expect(bare.run('report', '--out', 'x.pdf')).rejects.toThrow(
      /there is no browser here[^]*fix: Install Chromium[^]*--format html/,
    );
    await expect(bare.run('report', '--out', 'x.pdf', '--browser', '/nowhere')).rejects.toThrow(
      /--browser names no program/,
    );
    using named = makeProject({ PLUMBLINE_BROWSER: '/nowhere' });
    await expect(named.run('report', '--out', 'x.png')).rejects.toThrow(/PLUMBLINE_BROWSER names no program/);
  });

  it.each([
    [['--period', 'year'], /--period must be one of day/],
    [['--audience', 'all'], /--audience must be one of/],
    [['--count', '0'], /--count must be/],
    [['--until', 'now'], /--until must be a day/],
    [['--format', 'doc'], /--format must be one of/],
    [['--format', 'pdf'], /--format pdf needs --out/],
    [['x'], /PLB_CLI_USAGE: report: /],
    [
      ['--out', 'r.docx'],
      /--out ends with no format that is made here; name it \.md, \.html, \.png, \.pdf, or say --format/,
    ],
  ])('refuses %s', async (args, words) => {
    await expect(project.run('report', ...args)).rejects.toThrow(words);
  });

  it.each([
    ['.', /--out names a folder\n {2}fix: Name a file in it/],
    ['monthly.pdf', /--out names a folder/],
    ['nowhere/x.md', /--out names a file in a folder that is not there/],
    ['a-file/x.md', /--out names a file in a folder that is not there/],
  ])('refuses to write to %s before it makes any number', async (out, words) => {
    using other = makeProject();
    mkdirSync(path.join(other.folder, 'monthly.pdf'));
    other.write('a-file', '');
    await expect(other.run('report', '--out', out, '--format', 'md')).rejects.toThrow(words);
    expect(existsSync(path.join(other.folder, 'clickhouse'))).toBe(false);
  });

  it('says where a store is missing or is none, and a file cannot be written', async () => {
    using other = makeProject({ NODE_ENV: 'production' });
    await other.run('metrics');
    await expect(other.run('report')).rejects.toThrow(/PLB_CONFIG_INVALID: no ClickHouse is on in this environment/);
    // Nothing can be written there, whoever runs this.
    symlinkSync('loop.md', path.join(project.folder, 'loop.md'));
    await expect(project.run('report', '--out', 'loop.md')).rejects.toThrow(
      /--out names a file that cannot be written/,
    );
    other.write(
      'plumbline.config.ts',
      readFileSync(path.join(other.folder, 'plumbline.config.ts'), 'utf8').replace(
        'reporting: {',
        'reporting: { source: () => ({}),',
      ),
    );
    await expect(other.run('report')).rejects.toThrow(/`reporting.source` does not return a store/);
  });
});
