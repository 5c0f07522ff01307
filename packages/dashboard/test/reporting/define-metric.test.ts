import { describe, expect, it } from 'vitest';
import { coreMetrics, defineMetric, type MetricSpec } from '../../src/reporting.ts';
import { metric, QUERY, SHIPPED, spec } from './support.ts';

const messageOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('defineMetric', () => {
  it('returns frozen data with its defaults', () => {
    const made = metric({ audience: 'leadership' });
    expect(made).toMatchObject({ audience: ['leadership'], minPeople: 5, slices: '', change: '', readsDaysAfter: 0 });
    expect(made.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.isFrozen(made) && Object.isFrozen(made.caveats) && Object.isFrozen(made.periods)).toBe(true);
  });

  it('says every fault at once, and what to do', () => {
    const message = messageOf(() =>
      defineMetric({
        ...spec(),
        id: 'Active',
        version: 0,
        question: 'how many',
        owner: 'me',
        audience: [],
        unit: 'litres' as 'people',
        query: 'DELETE FROM t',
        caveats: [],
        validFrom: '2026-02-30',
        periods: ['year' as 'day'],
        minPeople: 1,
        onwer: '@x',
      } as MetricSpec),
    );
    expect(message).toMatch(/^PLB_REPORTING_METRIC: metric Active:\n/);
    for (const word of [
      'id',
      'version',
      'question',
      'owner',
      'audience',
      'unit',
      'query',
      'caveats',
      'validFrom',
      'periods',
      'minPeople',
      'onwer',
      '{from',
    ]) {
      expect(message).toContain(`\`${word}`.replace('`{', 'the parameter {'));
    }
    expect(message).toContain('did you mean `owner`?');
    expect(message).toContain('\n  fix: ');
  });

  it.each([
    ['a clock', { query: `${QUERY} AND occurred_at < now()` }, /uses now\(\)/],
    ['another parameter', { query: `${QUERY} AND name = {name:String}` }, /has the parameter \{name\}/],
    [
      'another type of time',
      { query: QUERY.replace('{from:DateTime64(3)}', '{from:Date}') },
      /given, as DateTime64\(3\)/,
    ],
    ['two statements', { query: `${QUERY}; DROP TABLE x` }, /one statement/],
    ['no people', { query: QUERY.replaceAll('people', 'persons') }, /column `people`/],
    ['slices that it does not return', { slices: 'role' }, /return a column `slice`/],
    [
      'slices that it does not name',
      { query: QUERY.replace('SELECT', 'SELECT name AS slice,') },
      /say in `slices` of what/,
    ],
    ['an unseen character', { query: `${QUERY}\u200b` }, /nobody sees/],
    ['a version without its reason', { version: 2 }, /`change` is missing/],
    ['a first version with a reason', { change: 'It counts more.' }, /nothing before it/],
    ['more days than are kept', { readsDaysBefore: 60, readsDaysAfter: 30 }, /need events of 186 days/],
  ])('refuses %s', (_what, given, words) => {
    expect(messageOf(() => metric(given as Partial<MetricSpec>))).toMatch(words);
  });

  it('takes a time zone, and what is refused in the text of a value', () => {
    expect(() =>
      metric({ query: `${QUERY.replaceAll('DateTime64(3)', "DateTime64(3, 'UTC')")} AND name != 'now(); {x:String}'` }),
    ).not.toThrow();
  });

  it('needs no people where nobody stands behind the number', () => {
    expect(() => metric({ minPeople: 0, query: QUERY.replace(', value AS people', '') })).not.toThrow();
  });

  it('has one fingerprint for what counts, whatever the layout, the owner and the wording', () => {
    const { fingerprint } = metric();
    const indented = QUERY.replaceAll('\n', '  \n\n      ').replace('SELECT', '      SELECT');
    expect(metric({ query: indented, owner: '@ops', question: 'Who?', caveats: ['None.'] }).fingerprint).toBe(
      fingerprint,
    );
    for (const given of [
      { query: `${QUERY} AND 1` },
      { unit: 'count' },
      { minPeople: 6 },
      { id: 'b' },
      { readsDaysAfter: 1 },
    ] as const) {
      expect(metric(given).fingerprint).not.toBe(fingerprint);
    }
  });

  it('makes the next version out of the one before', () => {
    const first = metric();
    const second = defineMetric({ ...first, version: 2, change: 'It counts bots no longer.', query: `${QUERY} AND 1` });
    expect(second).toMatchObject({ version: 2, question: first.question, change: 'It counts bots no longer.' });
    expect(second.fingerprint).not.toBe(first.fingerprint);
    expect(defineMetric({ ...first })).toEqual(first);
  });
});

describe('coreMetrics', () => {
  const all = { ...SHIPPED, orgSlice: 'orgUnit' };

  it('has what the application can answer, and nothing else', () => {
    const ids = coreMetrics({ owner: '@product', validFrom: '2026-01-01' }).map(({ id }) => id);
    expect(ids).toEqual([
      'active_people',
      'capture_volume_by_event',
      'offline_recovery_rate',
      'dashboard_engagement',
      'client_error_session_share',
      'late_event_share',
    ]);
    expect(coreMetrics(all).map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'active_people_by_role',
        'active_people_by_org_unit',
        'activation_item_created',
        'capture_volume_by_team',
        'approval_cycle_time_median',
        'approval_cycle_time_p90',
        'unlisted_role_share',
      ]),
    );
    expect(coreMetrics({ ...all, orgSlice: 'role' }).filter(({ id }) => id === 'active_people_by_role')).toHaveLength(
      1,
    );
  });

  it('refuses what is no name of a catalog', () => {
    expect(messageOf(() => coreMetrics({ ...all, team: "team') OR ('" }))).toMatch(
      /PLB_REPORTING_METRIC: coreMetrics: `team`/,
    );
    expect(messageOf(() => coreMetrics({ ...all, keyAction: 'Created' }))).toMatch(/an event must be named/);
    expect(messageOf(() => coreMetrics({ ...all, tema: 'team' } as never))).toMatch(/did you mean `team`/);
  });
});
