import { type ProductAnswer, type ProductAsk, systemClock } from '@plumbline/core';
import { expect, it } from 'vitest';
import { createDashboard } from '../../src/index.ts';
import { drawRetention } from '../../src/pages/product/retention.ts';

const DAY_MS = 86_400_000;
/** A Sunday: the week that began on 8 June is not over. */
const NOW = Date.parse('2026-06-14T15:00:00Z');
const UNTIL = Date.parse('2026-06-14T00:00:00Z');

type Week = readonly [cohort: string, size: number | null, back: number | null | undefined];

/** People who were new in a week, and how many of them came in the next one; undefined where the span ends before it. */
function retention(weeks: readonly Week[]): ProductAnswer {
  const share = (people: number | null, size: number | null): number | null =>
    people === null || size === null ? null : people / size;
  return {
    columns: [
      { name: 'cohort', kind: 'day' },
      { name: 'weeks_since', kind: 'number' },
      { name: 'people', kind: 'people' },
      { name: 'share', kind: 'share' },
    ],
    rows: weeks.flatMap(([cohort, size, back]) => [
      [cohort, 0, size, share(size, size)],
      ...(back === undefined ? [] : [[cohort, 1, back, share(back, size)]]),
    ]),
    from: 'events',
    span: { from: UNTIL - 70 * DAY_MS, until: UNTIL },
    suppressedBelow: 5,
  };
}

const findingOf = (weeks: readonly Week[]): string => String(drawRetention(retention(weeks))?.finding);

it('counts people of all weeks alike, and no week that still runs', () => {
  const weeks: readonly Week[] = [
    ['2026-05-18', 10, 8],
    ['2026-05-25', 90, 12],
    // Their next week ends on the day that is running.
    ['2026-06-01', 50, 5],
    ['2026-06-08', 20, undefined],
  ];
  expect(findingOf(weeks)).toBe('20% of the people who are new in a week come back in the next one.');
});

it('counts the people of a week of which too few came back, and says that it is at least so many', () => {
  const weeks: readonly Week[] = [
    ['2026-05-11', 100, 20],
    ['2026-05-18', 60, null],
    // Of these nothing is known, so they are in neither number.
    ['2026-05-25', null, null],
    ['2026-06-01', 50, null],
  ];
  expect(findingOf(weeks)).toBe('At least 13% of the people who are new in a week come back in the next one.');
});

it('says nothing where too few came back, or none could', () => {
  const silent = 'Too early to say, or too few people to say it.';
  expect(
    findingOf([
      ['2026-05-18', 10, null],
      ['2026-06-01', 50, 5],
    ]),
  ).toBe(silent);
});

it.each(['retention', 'dailyActives', 'funnel'] as const)(
  '%s has one question for its picture and its file',
  async (panel) => {
    const asked: ProductAsk[] = [];
    const dashboard = createDashboard({
      source: {
        async answer(ask) {
          asked.push(ask);
          return retention([]);
        },
        query: async () => [],
        values: async () => [],
      },
      authorize: () => ({ actor: { id: 'u_1' }, audiences: ['product'] }),
      clock: { ...systemClock, now: () => NOW },
      cacheMs: 0,
    });
    const get = (path: string): Promise<Response> => dashboard(new Request(`http://127.0.0.1${path}`));
    const questions = (): readonly string[] =>
      asked
        .splice(0)
        .filter((ask) => ask.panel === panel)
        .map((ask) => JSON.stringify({ ...ask, signal: undefined }));
    await (await get('/?days=1')).text();
    const ofPage = questions();
    const file = await get(`/panel/${panel}.csv?days=1`);
    await file.text();
    const [ofFile, ...more] = questions();
    expect(more).toEqual([]);
    expect(ofPage).toContain(ofFile);
    expect(file.headers.get('content-disposition')).toContain(`${panel}-2026-04-05-2026-06-13.csv`);
    expect(JSON.parse(ofFile ?? '')).toMatchObject(
      {
        retention: { span: { days: 70 }, compare: false },
        dailyActives: { span: { days: 14 } },
        funnel: { steps: ['page_viewed', 'feature_viewed', 'filter_changed'] },
      }[panel],
    );
  },
);
