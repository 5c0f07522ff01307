import { describe, expect, it } from 'vitest';
import { createReporting, type ReportedPeriod, type Reporting, type ReportingOptions } from '../../src/reporting.ts';
import { EMPTY_LOCK, formatLock } from '../../src/reporting/lock.ts';
import { updateLock } from '../../src/reporting/update-lock.ts';
import {
  at,
  counting,
  DAY_MS,
  memorySource,
  type MemorySource,
  type MemoryStore,
  memoryStore,
  metric,
  QUERY,
} from './support.ts';

interface World {
  now: number;
  readonly source: MemorySource;
  readonly store: MemoryStore;
  reporting(options?: Partial<ReportingOptions>): Reporting;
}

function makeWorld(today: string): World {
  const world: World = {
    now: at(today),
    source: memorySource(() => world.now),
    store: memoryStore(),
    reporting: (options) =>
      createReporting({
        source: world.source,
        store: world.store,
        metrics: [metric()],
        clock: { now: () => world.now },
        ...options,
      }),
  };
  return world;
}

/** So many people on one day. */
function people(world: World, day: string, count: number, slice?: string): void {
  for (let index = 0; index < count; index += 1) {
    world.source.events.push({ at: at(day), person: `${slice ?? 'p'}${index}`, ...(slice !== undefined && { slice }) });
  }
}

const periodsOf = async (reporting: Reporting, count = 3): Promise<readonly ReportedPeriod[]> =>
  (await reporting.read({ period: 'quarter', count })).metrics[0]?.periods ?? [];

describe('a run', () => {
  it('finishes a quarter once it is over for 96 hours, and never before', async () => {
    const world = makeWorld('2026-04-04T23:59:59Z');
    people(world, '2026-01-01', 10);
    expect(await world.reporting().run()).toMatchObject({ finished: 0, refused: [] });
    expect(world.store.values.size).toBe(0);
    world.now += 1_000;
    expect(await world.reporting().run()).toMatchObject({ finished: 1 });
    const [value] = [...world.store.values.values()];
    expect(value).toEqual({
      metric: 'active_people',
      version: 1,
      fingerprint: metric().fingerprint,
      period: 'quarter',
      start: '2026-01-01',
      slice: '',
      value: 10,
      computedAt: at('2026-04-05'),
    });
    people(world, '2026-02-01', 50);
    expect(await world.reporting().run()).toMatchObject({ finished: 0 });
    expect([...world.store.values.values()]).toEqual([value]);
  });

  it('asks the store for the time where no clock is given, so that a clock that is ahead finishes nothing', async () => {
    const world = makeWorld('2026-02-01');
    people(world, '2026-01-01', 10);
    const { metrics } = world.reporting();
    await createReporting({ source: world.source, store: world.store, metrics }).run();
    expect(world.store.values.size).toBe(0);
  });

  it('refuses a quarter whose events are gone in part, and says so', async () => {
    const world = makeWorld('2026-06-23');
    people(world, '2026-01-01', 10);
    expect((await world.reporting().run()).finished).toBe(1);
    const later = makeWorld('2026-06-24');
    people(later, '2026-01-01', 10);
    const { finished, impossible } = await later.reporting().run();
    expect(finished).toBe(0);
    expect(impossible).toEqual([
      {
        metric: 'active_people',
        version: 1,
        period: 'quarter',
        from: '2026-01-01',
        until: '2026-01-01',
        reason: 'events before 2026-01-02 are gone: they are kept for 173 days',
      },
    ]);
  });

  it('refuses a period that was under way when the first event came', async () => {
    const world = makeWorld('2026-04-10');
    people(world, '2026-01-02', 10);
    expect((await world.reporting().run()).impossible[0]?.reason).toBe('events were recorded from 2026-01-02 on');
    expect((await world.reporting({ recordedSince: '2026-01-01' }).run()).finished).toBe(1);
  });

  it('waits for the days that a query reads beyond its period', async () => {
    const world = makeWorld('2026-04-11');
    people(world, '2025-12-01', 10);
    const reporting = world.reporting({ metrics: [metric({ readsDaysBefore: 30, readsDaysAfter: 7 })] });
    expect((await reporting.run()).finished).toBe(0);
    world.now = at('2026-04-12');
    expect((await reporting.run()).finished).toBe(1);
  });

  it('goes on with the others where one query fails', async () => {
    const world = makeWorld('2026-04-10');
    people(world, '2026-01-01', 10);
    const wrong = metric({ id: 'wrong', slices: 'role', query: QUERY.replace('SELECT', "SELECT '' AS slice,") });
    world.source.events.push({ at: at('2026-01-05'), person: 'x', slice: 'x'.repeat(300) });
    const reporting = world.reporting({ metrics: [wrong, metric({ id: 'right' })] });
    const { finished, refused } = await reporting.run();
    expect(finished).toBe(1);
    expect(refused.map(({ metric }) => metric)).toEqual(['wrong']);
    expect(refused[0]?.reason).toMatch(/PLB_REPORTING_METRIC: metric wrong version 1: .*at most 200/);
    world.source.events.pop();
    expect((await reporting.run()).finished).toBe(1);
  });

  it('refuses a version whose stored numbers another text made', async () => {
    const world = makeWorld('2026-04-10');
    people(world, '2026-01-01', 10);
    await world.reporting().run();
    world.now = at('2026-07-10');
    const { refused, finished } = await world.reporting({ metrics: [counting(3)] }).run();
    expect(finished).toBe(0);
    expect(refused[0]?.reason).toMatch(/made by another text/);
  });

  it('does not compute again what has no slices and no people', async () => {
    const world = makeWorld('2026-04-10');
    people(world, '2026-01-01', 1);
    world.source.events[0] = { at: at('2025-12-01'), person: 'before' };
    await world.reporting().run();
    expect([...world.store.values.values()][0]?.value).toBe(0);
    people(world, '2026-01-05', 20);
    expect((await world.reporting().run()).finished).toBe(0);
  });
});

describe('a report', () => {
  it('shows the running quarter so far and keeps nothing of it', async () => {
    const world = makeWorld('2026-05-10');
    people(world, '2026-01-01', 10);
    people(world, '2026-04-20', 7);
    const reporting = world.reporting();
    await reporting.run();
    const [none, last, running] = await periodsOf(reporting);
    expect(none).toMatchObject({ label: '2025 Q4', state: 'missing', reason: 'version 1 counts from 2026-01-01' });
    expect(last).toMatchObject({
      label: '2026 Q1',
      until: '2026-04-01',
      state: 'finished',
      number: { value: 10, version: 1 },
    });
    expect(running).toMatchObject({
      state: 'so-far',
      number: { value: 7 },
      reason: 'late events may change it until 2026-07-05 00:00 UTC',
    });
    expect(world.store.values.size).toBe(1);
  });

  it('says that a finished quarter was not computed yet', async () => {
    const world = makeWorld('2026-04-10');
    people(world, '2026-01-01', 10);
    expect((await periodsOf(world.reporting()))[1]).toMatchObject({
      state: 'missing',
      reason: /has not computed it yet/ as never,
    });
  });

  it('has both versions of a period beside each other and marks where another one begins', async () => {
    const world = makeWorld('2026-07-10');
    people(world, '2026-01-01', 10);
    people(world, '2026-04-20', 6);
    const first = counting(1);
    await world.reporting({ metrics: [first], retentionDays: 400 }).run();
    const second = counting(2, { version: 2, change: 'Everybody counts twice.', validFrom: '2026-04-01' });
    const lock = formatLock(
      (updateLock({ current: new Map(), versions: [first] }, [second]) as never as { lock: never }).lock,
    );
    const reporting = world.reporting({ metrics: [second], lock, retentionDays: 400 });
    expect((await reporting.run()).finished).toBe(1);
    people(world, '2026-07-05', 8);
    world.now = at('2026-10-20');
    await reporting.run();
    const [, q1, q2, q3] = await periodsOf(reporting, 5);
    expect(q1).toMatchObject({ number: { value: 10, version: 1 }, beside: [], isBreak: false });
    expect(q2).toMatchObject({ number: { value: 6, version: 1 }, beside: [{ value: 12, version: 2 }], isBreak: false });
    expect(q3).toMatchObject({ number: { value: 16, version: 2 }, isBreak: true });
  });

  it('lets an older version finish what began before the newer one', async () => {
    const world = makeWorld('2026-03-01');
    people(world, '2026-01-01', 10);
    people(world, '2026-05-01', 5);
    const second = counting(2, { version: 2, change: 'Everybody counts twice.', validFrom: '2026-04-01' });
    const { lock } = updateLock({ current: new Map(), versions: [counting(1)] }, [second]) as never as { lock: never };
    const reporting = world.reporting({ metrics: [second], lock: formatLock(lock) });
    world.now = at('2026-07-06');
    // The events of the first quarter are gone by now; a run before was enough.
    world.now = at('2026-04-06');
    expect((await reporting.run()).finished).toBe(1);
    world.now = at('2026-07-06');
    expect((await reporting.run()).finished).toBe(1);
    expect((await periodsOf(reporting)).map(({ number }) => [number?.version, number?.value])).toEqual([
      [1, 10],
      [2, 10],
      [2, 0],
    ]);
  });

  it('keeps the numbers of a metric that was withdrawn', async () => {
    const world = makeWorld('2026-04-10');
    people(world, '2026-01-01', 10);
    await world.reporting().run();
    const { lock } = updateLock({ current: new Map(), versions: [metric()] }, []) as never as { lock: never };
    const report = await world.reporting({ metrics: [], lock: formatLock(lock) }).read({ period: 'quarter', count: 2 });
    expect(report.metrics[0]).toMatchObject({
      isWithdrawn: true,
      periods: [{ number: { value: 10 } }, { state: 'missing' }],
    });
  });

  it('is for its readers', async () => {
    const world = makeWorld('2026-04-10');
    people(world, '2026-01-01', 10);
    const reporting = world.reporting({ metrics: [metric(), metric({ id: 'b', audience: ['operator', 'product'] })] });
    const ids = async (audience: 'operator' | 'leadership'): Promise<readonly string[]> =>
      (await reporting.read({ period: 'quarter', audience })).metrics.map(({ metric }) => metric.id);
    expect([await ids('operator'), await ids('leadership')]).toEqual([['b'], ['active_people']]);
    expect((await reporting.read({ period: 'week' })).metrics).toEqual([]);
  });

  it('can end in the past', async () => {
    const world = makeWorld('2026-05-10');
    people(world, '2026-01-01', 10);
    const report = await world.reporting().read({ period: 'quarter', count: 1, until: '2026-02-02' });
    expect(report.metrics[0]?.periods.map(({ label }) => label)).toEqual(['2026 Q1']);
  });
});

it('has of two processes that finish one period at once what the first one saw', async () => {
  const world = makeWorld('2026-04-10');
  people(world, '2026-01-01', 10);
  const { fingerprint } = metric();
  const value = { metric: 'active_people', version: 1, fingerprint, period: 'quarter', start: '2026-01-01' } as const;
  await world.store.writeReports([
    { ...value, slice: '', value: 10, computedAt: 1 },
    { ...value, slice: 'author', value: 10, computedAt: 1 },
  ]);
  await world.store.writeReports([
    { ...value, slice: '', value: 11, computedAt: 2 },
    { ...value, slice: 'editor', value: 1, computedAt: 2 },
  ]);
  const [, finished] = await periodsOf(world.reporting());
  expect(finished?.number).toMatchObject({ value: 10, computedAt: 1, slices: [{ slice: 'author', value: 10 }] });
});

describe('people who are few', () => {
  const sliced = metric({ slices: 'role', query: QUERY.replace('SELECT', "SELECT '' AS slice,") });

  async function cells(
    counts: Readonly<Record<string, number>>,
    given = sliced,
  ): Promise<Readonly<Record<string, number | null>>> {
    const world = makeWorld('2026-04-10');
    people(world, '2026-01-01', 0);
    world.source.events.push({ at: at('2025-12-31'), person: 'before' });
    for (const [slice, count] of Object.entries(counts)) people(world, '2026-01-01', count, slice);
    const { refused } = await world.reporting({ metrics: [given] }).run();
    expect(refused).toEqual([]);
    return Object.fromEntries([...world.store.values.values()].map(({ slice, value }) => [slice, value]));
  }

  it('are left out, with one more slice that would give them away', async () => {
    expect(await cells({ author: 20, editor: 9, guest: 3 })).toEqual({ '': 32, author: 20, editor: null, guest: null });
    expect(await cells({ author: 20, editor: 9, guest: 3, owner: 4 })).toEqual({
      '': 36,
      author: 20,
      editor: 9,
      guest: null,
      owner: null,
    });
    expect(await cells({ author: 5, editor: 9 })).toEqual({ '': 14, author: 5, editor: 9 });
  });

  it('are left out of the number of all', async () => {
    expect(await cells({ guest: 3 })).toEqual({ '': null, guest: null });
    expect(await cells({})).toEqual({ '': 0 });
  });

  it('give no other slice away where values do not add up', async () => {
    const { fingerprint: _, ...given } = sliced;
    const share = metric({ ...given, unit: 'share' } as never);
    expect(await cells({ author: 20, guest: 3 }, share)).toEqual({ '': 23, author: 20, guest: null });
  });

  it('count where the definition says so', async () => {
    const { fingerprint: _, ...given } = sliced;
    expect(await cells({ author: 20, guest: 3 }, metric({ ...given, minPeople: 0 }))).toEqual({
      '': 23,
      author: 20,
      guest: 3,
    });
  });
});

describe('createReporting', () => {
  it('says every fault at once', () => {
    expect(() =>
      createReporting({ source: {}, store: {}, metrics: [{}], retentionDays: 0, recordedSince: 'x', lok: '' } as never),
    ).toThrow(/lok.*\n.*`source`.*\n.*`store`.*\n.*`metrics`.*\n.*`retentionDays`.*\n.*`recordedSince`/);
    expect(() => makeWorld('2026-01-01').reporting({ metrics: [metric(), counting(2)] })).toThrow(/defined twice/);
  });

  it('refuses a definition that is not as the lock says', () => {
    const { lock } = updateLock(EMPTY_LOCK, [metric()]) as never as { lock: never };
    expect(() => makeWorld('2026-01-01').reporting({ metrics: [counting(2)], lock: formatLock(lock) })).toThrow(
      /PLB_REPORTING_LOCK: reporting:\n {2}- active_people: `query` changed/,
    );
  });

  it('refuses what cannot be asked', async () => {
    const reporting = makeWorld('2026-01-01').reporting();
    await expect(
      reporting.read({ period: 'year' as 'day', audience: 'all' as 'product', count: 0, until: 'x' }),
    ).rejects.toThrow(/`period`.*`audience`.*`count`.*`until`/);
  });
});

it('the days of a week are those of ISO 8601', async () => {
  const world = makeWorld('2027-01-05');
  people(world, '2026-12-01', 10);
  const reporting = world.reporting({ metrics: [metric({ periods: ['week', 'month', 'day'] })] });
  const labels = async (period: 'week' | 'month' | 'day'): Promise<readonly string[]> =>
    (await reporting.read({ period, count: 3, soFar: false })).metrics[0]?.periods.map(({ label }) => label) ?? [];
  expect(await labels('week')).toEqual(['2026-W52', '2026-W53', '2027-W01']);
  expect(await labels('month')).toEqual(['2026-11', '2026-12', '2027-01']);
  expect(await labels('day')).toEqual(['2027-01-03', '2027-01-04', '2027-01-05']);
  expect(DAY_MS).toBe(86_400_000);
});
