import type { ProductAnswer, ProductCell } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import type { PageRequest } from '../../src/page-request.ts';
import { drawRecovery } from '../../src/pages/product/recovery.ts';
import { drawVolume } from '../../src/pages/product/volume.ts';

const DAY_MS = 86_400_000;
const FROM = Date.parse('2026-06-01T00:00:00Z');

const answer = (names: readonly string[], rows: ProductAnswer['rows'], previous?: ProductAnswer['rows']) =>
  ({
    columns: names.map((name) => ({ name, kind: name === 'day' || name === 'name' ? 'text' : 'count' })),
    rows,
    ...(previous && { previous }),
    from: 'events',
    span: { from: FROM, until: FROM + 7 * DAY_MS },
  }) as ProductAnswer;

const VOLUME = ['day', 'name', 'events'];

/** A page whose catalog has these teams, and a store that has these rows of them. */
function pageOf(
  teams: readonly string[],
  rows: ProductAnswer['rows'] = [],
  slice: PageRequest['filters']['slice'] = {},
  suppressed: Partial<ProductAnswer> = {},
) {
  const asked: unknown[] = [];
  const events = { page_viewed: { owner: '@team-web' } };
  const request = {
    filters: { slice },
    catalog: { dimensions: teams.length > 0 ? { team: teams } : {}, events },
    ask: async (ask: unknown) => {
      asked.push(ask);
      return { state: 'ready', answer: { ...answer(['day', 'name', 'team', 'events'], rows), ...suppressed } };
    },
  } as unknown as PageRequest;
  return { request, asked };
}

const DAYS: readonly (readonly ProductCell[])[] = [
  ['2026-06-01', 'page_viewed', 30],
  ['2026-06-02', 'page_viewed', 30],
  ['2026-06-02', 'item_created', 20],
];

describe('how much is captured', () => {
  it('is summed up by event over the days, with its owner and what it was before', async () => {
    const { request, asked } = pageOf([]);
    const drawn = await drawVolume(request)(answer(VOLUME, DAYS, [['2026-05-30', 'page_viewed', 40]]));
    expect(String(drawn?.finding).replaceAll(/\s+/g, ' ')).toBe(
      '80 events were captured, up 100% on the 7 days before. Page viewed is 75% of them.',
    );
    const chart = String(drawn?.chart);
    expect(chart).toMatch(/page viewed<small>@team-web<\/small>.*<strong>60<\/strong>.*item created.*<strong>20</s);
    // The mark of the time before stands at two thirds of the longest bar; of an event that is new there is none.
    expect(chart.match(/class="bar-before" x="66.67%"/g)).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  it('is shown by team where the catalog has teams, and what has none is a part of its own', async () => {
    const rows = [
      ['2026-06-01', 'page_viewed', 'legal', 24],
      ['2026-06-02', 'page_viewed', 'brand', 6],
      ['2026-06-02', 'item_created', 'brand', 20],
    ];
    const { request, asked } = pageOf(['brand', 'legal', 'press'], rows, { role: ['editor'] });
    const drawn = await drawVolume(request)(answer(VOLUME, DAYS));
    const slice = { role: ['editor'], team: ['brand', 'legal', 'press'] };
    expect(asked).toEqual([{ panel: 'captureVolume', compare: false, slice }]);
    expect([...String(drawn?.chart).matchAll(/role="img" aria-label="([^"]*)"/g)].map(([, words]) => words)).toEqual([
      'brand 6, legal 24, no team 30',
      'brand 20',
    ]);
  });

  it('draws no rest where small teams are left out, since that may be the number of one of them', async () => {
    const rows = [['2026-06-01', 'page_viewed', 'legal', 24]];
    const { request } = pageOf(['brand', 'legal'], rows, {}, { suppressedBelow: 5 });
    const chart = String((await drawVolume(request)(answer(VOLUME, DAYS)))?.chart);
    expect([...chart.matchAll(/role="img" aria-label="([^"]*)"/g)].map(([, words]) => words)).toEqual(['legal 24']);
    expect(chart).not.toMatch(/>no team|item created|<strong>60</);
    expect(chart).toContain('Teams of fewer than five people, and events without a team, are left out.');
  });

  it('is by event alone where every team is small', async () => {
    const { request } = pageOf(['brand'], [], {}, { suppressedBelow: 5 });
    const chart = String((await drawVolume(request)(answer(VOLUME, DAYS)))?.chart);
    expect(chart).toContain('<caption class="quiet">\n        Events by name\n');
  });

  it('keeps the teams that the filters chose', async () => {
    const { request, asked } = pageOf(['brand', 'legal'], [], { team: ['legal'] });
    await drawVolume(request)(answer(VOLUME, DAYS));
    expect(asked).toMatchObject([{ slice: { team: ['legal'] } }]);
  });

  it('is by event alone where the store does not say it by team', async () => {
    const { request } = pageOf(['brand']);
    request.ask = async () => ({ state: 'error', message: '', requestId: '' });
    const drawn = await drawVolume(request)(answer(VOLUME, DAYS));
    expect(String(drawn?.chart)).toContain('<caption class="quiet">\n        Events by name\n');
  });

  it('of nothing is no chart', async () => {
    expect(await drawVolume(pageOf([]).request)(answer(VOLUME, []))).toBeUndefined();
  });
});

describe('what waited offline', () => {
  const RECOVERY = ['day', 'recovered', 'lost', 'recovery_rate', 'avg_offline_ms'];

  it('arrived in a share of all days together, beside that of the days before', () => {
    const now = [
      ['2026-06-01', 90, 10, 0.9, 60_000],
      ['2026-06-02', 0, 0, null, null],
      ['2026-06-03', 99, 1, 0.99, 180_000],
    ];
    const drawn = drawRecovery(answer(RECOVERY, now, [['2026-05-30', 90, 10, 0.9, 1_000]]));
    expect(String(drawn?.finding).replaceAll(/\s+/g, ' ')).toBe(
      '95% of the 200 events that waited offline arrived; 11 were dropped in the browser.',
    );
    const chart = String(drawn?.chart);
    expect(chart).toContain('up 4.5 points');
    expect(chart).toContain('<dd>2 min</dd>');
    expect(chart).toMatch(/change-bad.*up 10%/s);
  });

  it('is said to be whole where nothing was dropped', () => {
    const drawn = drawRecovery(answer(RECOVERY, [['2026-06-01', 12, 0, 1, 60_000]]));
    expect(String(drawn?.finding)).toBe('All of the 12 events that waited offline arrived.');
  });

  it('is no chart where nothing waited', () => {
    expect(drawRecovery(answer(RECOVERY, [['2026-06-01', 0, 0, null, null]]))).toBeUndefined();
  });
});
