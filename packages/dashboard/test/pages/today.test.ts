import { type ProductAnswer, type ProductAsk, systemClock } from '@plumbline/core';
import { expect, test } from 'vitest';
import { createDashboard } from '../../src/index.ts';

const NOW = Date.parse('2026-06-14T15:00:00Z');
const NOTHING: ProductAnswer = { columns: [], rows: [], from: 'events', span: { from: 0, until: 0 } };

const dashboard = createDashboard({
  source: { answer: async () => NOTHING, query: async () => [], values: async () => [] },
  authorize: () => ({ actor: { id: 'u_1' }, audiences: ['product'] }),
  clock: { ...systemClock, now: () => NOW },
});

const pageAt = async (query: string): Promise<string> =>
  (await dashboard(new Request(`http://127.0.0.1/${query}`))).text();

test('today is one click away, and says that it is not over', async () => {
  const first = await pageAt('');
  expect(first).toMatch(/href="\/\?from=2026-06-14&amp;until=2026-06-14"\s*>Today</);
  const today = await pageAt('?from=2026-06-14&until=2026-06-14');
  expect(today).toMatch(/aria-current="true"\s*>Today</);
  expect(today).toContain('the last one so far');
  expect(today).not.toContain('Active filters');
  const yesterday = await pageAt('?from=2026-06-13&until=2026-06-13');
  expect(yesterday).not.toMatch(/aria-current="true"\s*>Today</);
  expect(yesterday).toContain('Active filters');
});

const volume = (rows: ProductAnswer['rows'], suppressedBelow?: number): Partial<ProductAnswer> => ({
  columns: [
    { name: 'day', kind: 'day' },
    { name: 'name', kind: 'text' },
    { name: 'events', kind: 'count' },
  ],
  rows,
  ...(suppressedBelow !== undefined && { suppressedBelow }),
});

/** A product page whose store answers how much was captured. */
const pageOf = async (query: string, answer: (ask: ProductAsk) => Partial<ProductAnswer>): Promise<string> => {
  const made = createDashboard({
    source: {
      answer: async (ask) => ({ ...NOTHING, ...(ask.panel === 'captureVolume' ? answer(ask) : {}) }),
      query: async () => [],
      values: async () => [],
    },
    authorize: () => ({ actor: { id: 'u_1' }, audiences: ['product'] }),
    clock: { ...systemClock, now: () => NOW },
  });
  return (await made(new Request(`http://127.0.0.1/${query}`))).text();
};

const onlyToday = ({ span }: ProductAsk) => volume('from' in span ? [['2026-06-14', 'page_viewed', 150]] : []);

test('leads to today on the first day, and nowhere once a whole day has something', async () => {
  const first = await pageOf('', onlyToday);
  expect(first).toContain('150 events came today.');
  expect(first).toMatch(/<a class="button button-strong" href="\/\?from=2026-06-14&amp;until=2026-06-14"/);
  expect(await pageOf('?days=7', onlyToday)).toContain('150 events came today.');
  expect(await pageOf('?from=2026-06-14&until=2026-06-14', onlyToday)).not.toContain('came today.');
  expect(await pageOf('', () => volume([['2026-06-13', 'page_viewed', 3]]))).not.toContain('came today.');
  expect(await pageOf('', () => volume([]))).not.toContain('came today.');
});

const tileOf = (page: string, name: string): string =>
  new RegExp(`<dt>${name}</dt>[^]*?</div>`).exec(page)?.[0].replaceAll(/<[^>]*>|\s+/g, ' ') ?? '';

test('what is left out for few people is no zero, and nothing that it moved from', async () => {
  const hidden = await pageOf('', () => ({ ...volume([['2026-06-13', 'page_viewed', 30]], 5), previous: [] }));
  expect(tileOf(hidden, 'Page views')).toMatch(/ 30 /);
  expect(tileOf(hidden, 'Page views')).not.toContain('none before');
  expect(tileOf(hidden, 'Client errors')).toMatch(/ \u2013 .* none, or too few people /);
  const whole = await pageOf('', () => ({ ...volume([['2026-06-13', 'page_viewed', 30]]), previous: [] }));
  expect(tileOf(whole, 'Client errors')).toMatch(/ 0 .* none before either /);
  expect(tileOf(whole, 'Page views')).toContain('none before');
});

test('an empty panel of sessions says when a session is told', async () => {
  expect(await pageOf('', onlyToday)).toContain('A session is told 30 minutes after its last event.');
});
