import type { ReportStore, ReportValue } from '@plumbline/core';
import { expect, it } from 'vitest';
import { createDashboard, type DashboardOptions } from '../../src/index.ts';
import { metric } from '../reporting/support.ts';
import { keepLog, manualClock, memorySource, routesAnswer } from '../server/support.ts';

/** A Tuesday: two weeks are open, this one and the one whose late events may still come. */
const NOW = Date.parse('2026-08-11T12:00:00Z');

const metrics = Array.from({ length: 8 }, (_, n) =>
  metric({
    id: `number_${n}`,
    question: `How many of ${n}?`,
    periods: ['week', 'quarter'],
    query: `SELECT ${n} AS value, value AS people FROM product_telemetry_events
WHERE occurred_at >= {from:DateTime64(3)} AND occurred_at < {until:DateTime64(3)}`,
  }),
);

/** One statement that counts a period; it is answered when the test says so. */
interface Scan {
  readonly of: string;
  readonly signal: AbortSignal | undefined;
  answer(value: number): void;
}

const kept = ({ id, version, fingerprint }: (typeof metrics)[number]): ReportValue => ({
  metric: id,
  version,
  fingerprint,
  period: 'quarter',
  start: '2026-04-01',
  slice: '',
  value: 4_711,
  computedAt: Date.parse('2026-07-06'),
});

const tick = () => new Promise((resolve) => setImmediate(resolve));

function rig(options: Partial<DashboardOptions> = {}, isKept = true) {
  const clock = manualClock(NOW);
  const scans: Scan[] = [];
  let moments = 0;
  const source = {
    ...memorySource(() => routesAnswer('/items/:id')),
    query: async <Row>(
      sql: string,
      params?: Readonly<Record<string, unknown>>,
      signal?: AbortSignal,
    ): Promise<Row[]> => {
      if (params?.['from'] === undefined) {
        moments += 1;
        return [{ now: NOW, events: 9, first: Date.parse('2026-01-01') } as Row];
      }
      const value = await new Promise((resolve) => {
        scans.push({ of: /SELECT (\d)/.exec(sql)?.[1] ?? '', signal, answer: resolve });
      });
      return [{ value, people: 99 } as Row];
    },
  };
  let reads = 0;
  const reports: ReportStore = {
    readReports: async () => {
      reads += 1;
      return isKept ? metrics.map(kept) : [];
    },
    writeReports: async () => 0,
  };
  const dashboard = createDashboard({
    source,
    reports,
    metrics,
    clock,
    log: keepLog(),
    authorize: () => ({ actor: { id: 'u_1' }, audiences: ['leadership', 'product'] }),
    ...options,
  });
  const get = (path: string) => dashboard(new Request(`http://app.test${path}`));
  const text = async (path: string) => (await get(path)).text();
  /** Answers every statement until none comes any more. */
  const answerAll = async (value = 5): Promise<void> => {
    for (let quiet = 0, done = 0; quiet < 5; quiet += 1) {
      for (; done < scans.length; done += 1, quiet = 0) scans[done]?.answer(value);
      await tick();
    }
  };
  return { clock, scans, get, text, answerAll, asked: () => ({ moments, reads, scans: scans.length }) };
}

/** Reads a page as far as it is there. */
async function reading(answer: Response) {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let page = '';
  const all = (async () => {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) page += part.value;
    return page;
  })();
  return { all, page: () => page };
}

it('shows each number as it comes, and of one that is late what is finished', async () => {
  const { clock, get, scans } = rig({ maxConcurrentPanels: 16 });
  const { all, page } = await reading(await get('/executive'));
  await expect.poll(() => scans.length).toBe(8);
  for (const scan of scans) if (scan.of !== '6') scan.answer(5_555 + Number(scan.of));
  await expect.poll(page).toContain('How many of 6?');
  expect(page()).toContain('5,555');
  expect(page()).toContain('5,560');
  expect(page()).not.toContain('5,562');
  expect(page()).not.toContain('</html>');
  await clock.advance(5_000);
  const whole = await all;
  expect(whole).toContain('5,562');
  const [, late = ''] = whole.split('aria-labelledby="number_6-title"').slice(1);
  const own = late.slice(0, late.indexOf('</section>'));
  expect(own).toContain('4,711');
  expect(own).toMatch(/did not answer in time/);
  expect(whole.match(/did not answer in time/g)).toHaveLength(1);
  expect(scans.find(({ of }) => of === '6')?.signal?.aborted).toBe(true);
});

it('says what happened where nothing is finished either', async () => {
  const { clock, text } = rig({}, false);
  const page = text('/executive');
  await tick();
  await clock.advance(5_000);
  expect((await page).match(/This could not be answered/g)).toHaveLength(8);
});

it('asks for each number once, however many open the page, take the CSV or come back', async () => {
  const { answerAll, asked, clock, text } = rig();
  const opened = Promise.all([
    ...Array.from({ length: 6 }, () => text('/executive')),
    text('/panel/reported_numbers.csv'),
  ]);
  await answerAll();
  const pages = await opened;
  expect(asked()).toEqual({ moments: 1, reads: 1, scans: 8 });
  for (const page of pages.slice(0, 6)) expect(page).not.toMatch(/could not be|not answer/);
  const rows = (pages[6] ?? '').split('\r\n').filter((row) => row.includes('number_'));
  expect(rows.filter((row) => row.includes('so-far'))).toHaveLength(8);
  expect(rows.filter((row) => row.includes('4711'))).toHaveLength(8);
  await text('/executive');
  expect(asked().scans).toBe(8);
  await clock.advance(10_000);
  const again = text('/executive');
  await answerAll();
  await again;
  expect(asked()).toEqual({ moments: 2, reads: 2, scans: 16 });
});

it('leaves half of the places to others, and gives none to work that waits', async () => {
  const { answerAll, get, scans, text } = rig();
  const pages = ['', '?period=week', '?period=quarter&theme=dark'].map((query) => text(`/executive${query}`));
  const files = Array.from({ length: 9 }, (_, n) => text(`/panel/reported_numbers.csv?period=week&days=${n + 1}`));
  await tick();
  expect(scans).toHaveLength(3);
  expect((await get('/panel/topRoutes.csv')).status).toBe(200);
  expect(await text('/')).toContain('/items/:id');
  expect(scans).toHaveLength(3);
  await answerAll();
  await Promise.all([...pages, ...files]);
  expect(scans).toHaveLength(8 + 16);
});

it.each([
  [1, 1],
  [2, 1],
  [7, 3],
])('counts with %d places %d at once', async (maxConcurrentPanels, most) => {
  const { answerAll, scans, text } = rig({ maxConcurrentPanels });
  const page = text('/executive');
  await tick();
  expect(scans).toHaveLength(most);
  await answerAll();
  expect(await page).not.toMatch(/could not be/);
});

it('counts no further period once nobody waits, also where the store takes no signal', async () => {
  const { answerAll, clock, scans, text } = rig({ maxConcurrentPanels: 16 });
  const page = text('/executive?period=week');
  await tick();
  expect(scans).toHaveLength(8);
  await clock.advance(5_000);
  await page;
  expect(scans.every(({ signal }) => signal?.aborted === true)).toBe(true);
  await answerAll();
  expect(scans).toHaveLength(8);
});

it('makes no CSV without the numbers that are late', async () => {
  const { clock, get, scans } = rig({ maxConcurrentPanels: 16 });
  const file = get('/panel/reported_numbers.csv');
  await tick();
  for (const scan of scans.slice(1)) scan.answer(5);
  await clock.advance(5_000);
  const answer = await file;
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('did not answer in time');
});
