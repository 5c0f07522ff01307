import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@clickhouse/client';
import { clickhouse, createProductQueries, type ProductQueries } from '@plumbline/adapter-clickhouse';
import { startEmbedded } from '@plumbline/adapter-clickhouse/embedded';
import { createIdMaker, type OutboundEvent } from '@plumbline/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coreMetrics, createReporting, defineMetric, type Metric, type ReportedMetric } from '../../src/reporting.ts';
import { at, DAY_MS, SHIPPED } from './support.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'plumbline-reporting-'));
const embedded = { directory };
const adapter = clickhouse({ embedded });
const makeId = createIdMaker();
let queries: ProductQueries;

const shipped = coreMetrics(SHIPPED);

// Days and weeks are as many statements again, and nothing else.
const metrics = shipped.map((metric) => defineMetric({ ...metric, periods: ['month', 'quarter'] }));

const event = (time: number, person: string, given: Partial<OutboundEvent> = {}): OutboundEvent => ({
  eventId: makeId(),
  name: 'page_viewed',
  schemaVersion: '2026-01-telemetry-v1',
  occurredAt: time,
  ingestedAt: time + 1_000,
  source: 'web',
  sessionId: `session-${person}-${Math.floor(time / DAY_MS)}`,
  anonymousUserId: person,
  orgIdHash: 'org-1',
  routePattern: '/items',
  payload: { feature: 'list', surface: 'page' },
  ...given,
});

const send = async (events: readonly OutboundEvent[]): Promise<void> => {
  expect(await adapter.send({ id: makeId(), events: [...events] })).toEqual({ kind: 'delivered' });
};

/** A statement that no reader may run. */
async function command(query: string): Promise<void> {
  await using server = await startEmbedded(embedded);
  const client = createClient(server.clientOptions());
  await client.command({ query });
  await client.close();
}

const reportingAt = (today: string, given: readonly Metric[] = metrics): ReturnType<typeof createReporting> =>
  createReporting({ source: queries, store: queries, metrics: given, clock: { now: () => at(today) } });

const quarterOf = async (today: string, start: string): Promise<Readonly<Record<string, unknown>>> => {
  const report = await reportingAt(today).read({ period: 'quarter', count: 6, soFar: false });
  const numberOf = ({ metric, periods }: ReportedMetric): readonly [string, unknown] => [
    metric.id,
    periods.find((period) => period.start === start)?.number,
  ];
  return Object.fromEntries(report.metrics.map(numberOf));
};

const roles = ['author', 'editor', 'guest'] as const;

/** People of the first quarter: 30 authors, 12 editors, 3 guests. */
const team = Array.from({ length: 45 }, (_, index) => ({
  id: `person-${index}`,
  role: roles[index < 30 ? 0 : index < 42 ? 1 : 2] ?? 'author',
  first: at('2026-01-05') + (index % 20) * DAY_MS,
}));

function quarterEvents(): readonly OutboundEvent[] {
  return team.flatMap(({ id, role, first }, index) => {
    const payload = {
      feature: 'list',
      surface: 'page',
      role,
      region: index % 2 === 0 ? 'north' : 'other',
      team: 'core',
    };
    return [
      event(first, id, { payload }),
      event(first + 40 * DAY_MS, id, { payload, ingestedAt: first + 40 * DAY_MS + (index < 9 ? 7_200_000 : 100) }),
      // A third does the key action within seven days, a third on the eighth.
      ...(index % 3 === 2
        ? []
        : [
            event(first + (index % 3 === 0 ? 6.5 : 7.5) * DAY_MS, id, {
              name: 'item_created',
              source: 'api',
              sessionId: '',
              payload,
            }),
          ]),
      ...(index < 10
        ? [
            event(first + 5, id, {
              name: 'client_error',
              payload: { ...payload, boundary: 'list', errorClass: 'Error' },
            }),
          ]
        : []),
      ...(index < 10
        ? [
            event(first + 9, id, {
              name: 'offline_recovered',
              payload: { ...payload, events: 9, dropped: 1, offlineMs: 1 },
            }),
          ]
        : []),
      ...(index < 20
        ? [
            event(first + 11, id, {
              name: 'approval_decided',
              source: 'api',
              sessionId: '',
              payload: { ...payload, cycleMs: (index + 1) * 1_000 },
            }),
          ]
        : []),
      ...(index < 6
        ? [
            event(first + 13, id, {
              name: 'dashboard_viewed',
              source: 'api',
              sessionId: '',
              payload: { ...payload, page: index < 5 ? 'product' : 'audit' },
            }),
          ]
        : []),
    ];
  });
}

beforeAll(async () => {
  queries = createProductQueries({ embedded });
  // Its events are older than they may get: nothing of them goes before a test says so.
  await queries.query('SELECT 1');
  await command('SYSTEM STOP MERGES');
  const events = quarterEvents();
  await send([
    event(at('2025-11-20'), 'before'),
    event(at('2025-12-01'), 'job', { anonymousUserId: '', source: 'worker' }),
  ]);
  await send(events);
  // A browser that got no answer sends again.
  await send(
    events.filter((_, index) => index % 2 === 0).map((copy) => ({ ...copy, ingestedAt: copy.ingestedAt + 500 })),
  );
});

afterAll(async () => {
  await queries.close();
  await adapter.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('on a real store', () => {
  let first: Readonly<Record<string, unknown>> = {};

  it('the shipped numbers of a quarter are what was done, each event once', async () => {
    const run = await reportingAt('2026-04-15').run();
    expect(run.refused).toEqual([]);
    first = await quarterOf('2026-04-15', '2026-01-01');
    const cells = (id: string): unknown => {
      const { value, slices } = first[id] as {
        value: number;
        slices: readonly { slice: string; value: number | null }[];
      };
      return { '': value, ...Object.fromEntries(slices.map(({ slice, value }) => [slice, value])) };
    };
    expect(cells('active_people')).toEqual({ '': 45 });
    // Three guests are too few, and editors would give them away.
    expect(cells('active_people_by_role')).toEqual({ '': 45, author: 30, editor: null, guest: null });
    expect(cells('active_people_by_region')).toEqual({ '': 45, north: 23, other: 22 });
    expect(cells('activation_item_created')).toEqual({ '': 15 / 45 });
    expect(cells('capture_volume_by_event')).toEqual({
      '': 160,
      approval_decided: 20,
      client_error: 10,
      item_created: 30,
      offline_recovered: 10,
      page_viewed: 90,
    });
    expect(cells('capture_volume_by_team')).toEqual({ '': 160, core: 160 });
    expect(cells('offline_recovery_rate')).toEqual({ '': 0.9 });
    expect(cells('dashboard_engagement')).toEqual({ '': 6, audit: null, product: null });
    expect(cells('approval_cycle_time_median')).toEqual({ '': 11_000 });
    expect(cells('approval_cycle_time_p90')).toEqual({ '': 19_000 });
    // Each person has a session on the first day and one forty days later; ten of the first failed.
    expect(cells('client_error_session_share')).toEqual({ '': 10 / 90 });
    expect(cells('late_event_share')).toEqual({ '': 9 / 110 });
    expect(cells('unlisted_role_share')).toEqual({ '': 0 });
    expect(cells('unlisted_region_share')).toMatchObject({ '': expect.closeTo(0.48, 1) as number });
  });

  it('a share of nothing, and a number of nobody, have no value', async () => {
    const run = await reportingAt('2026-04-15').read({ period: 'month', count: 1, until: '2026-04-01' });
    const values = Object.fromEntries(run.metrics.map(({ metric, periods }) => [metric.id, periods[0]?.number?.value]));
    expect(values).toMatchObject({
      active_people: 0,
      capture_volume_by_event: 0,
      offline_recovery_rate: null,
      approval_cycle_time_median: null,
      late_event_share: null,
      client_error_session_share: null,
    });
  });

  it('last quarter is the same number next year: after late events, another run, and when its events are gone', async () => {
    await send(team.map(({ id }) => event(at('2026-02-20'), `late-${id}`, { ingestedAt: at('2026-04-20') })));
    expect(await quarterOf('2026-04-21', '2026-01-01')).toEqual(first);
    const again = await reportingAt('2026-04-21').run();
    expect(again.refused).toEqual([]);
    expect(await quarterOf('2026-04-21', '2026-01-01')).toEqual(first);

    // The store itself forgets what is older than half a year.
    await command('SYSTEM START MERGES');
    await command('OPTIMIZE TABLE plumbline.product_telemetry_events FINAL');
    const [row] = await queries.query<{ count: number }>('SELECT count() AS count FROM product_telemetry_events');
    expect(row?.count).toBe(0);
    await reportingAt('2027-04-15').run();
    expect(await quarterOf('2027-04-15', '2026-01-01')).toEqual(first);
  });

  it('a new version neither replaces the old number nor invents one where the events are gone', async () => {
    const people = metrics.find(({ id }) => id === 'active_people');
    if (people === undefined) throw new Error('there is no such metric');
    const next = defineMetric({
      ...people,
      version: 2,
      change: 'Errors alone are no use.',
      query: `${people.query}\n  AND name != 'client_error'`,
    });
    const { refused, impossible } = await reportingAt('2026-12-20', [next]).run();
    expect(refused).toEqual([]);
    expect(impossible[0]?.reason).toMatch(/are gone: they are kept for 173 days/);
    const report = await reportingAt('2026-12-20', [next]).read({ period: 'quarter', count: 4, soFar: false });
    expect(report.metrics[0]?.periods.map(({ state, number }) => [state, number?.version, number?.value])).toEqual([
      ['finished', 1, 45],
      ['missing', undefined, undefined],
      ['missing', undefined, undefined],
      ['missing', undefined, undefined],
    ]);
  });
});

describe('the statements of the Grafana board', () => {
  // What `plumbline stack` writes; the plugin puts days in the place of its macro like this.
  const file = new URL('../../../stack/test/golden/report-statements.json', import.meta.url);
  const statements = (
    JSON.parse(readFileSync(file, 'utf8')) as readonly { readonly title: string; readonly sql: string }[]
  ).map(({ title, sql }) => ({
    title,
    sql: sql.replaceAll(
      '$__dateFilter(t.start)',
      "t.start >= toDate('2026-01-01') AND t.start <= toDate('2027-01-01')",
    ),
  }));
  const answer = async (title: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    queries.query(statements.find((statement) => statement.title === title)?.sql ?? '');

  it('are all taken by ClickHouse', async () => {
    expect(statements.length).toBeGreaterThan(7);
    for (const { sql } of statements) await queries.query(sql);
  });

  it('answer with the numbers of the report, of the version that stands', async () => {
    const [value] = metrics
      .filter(({ id }) => id === 'active_people')
      .map(({ fingerprint }) => ({
        metric: 'active_people',
        version: 2,
        fingerprint,
        period: 'quarter' as const,
        start: '2026-01-01',
        slice: '',
        value: 1,
        computedAt: at('2026-05-01'),
      }));
    if (value === undefined) throw new Error('there is no such metric');
    await queries.writeReports([value]);
    expect((await answer('Active people'))[0]).toEqual({ value: 45 });
    const quarters = await answer('Which version made which number');
    expect(
      quarters.filter(
        (row) => row['metric'] === 'active_people' && row['start'] === '2026-01-01' && row['period'] === 'quarter',
      ),
    ).toEqual([expect.objectContaining({ version: 1, value: 45 }), expect.objectContaining({ version: 2, value: 1 })]);
    const january = (await answer('Active people by role per month, by role')).filter(({ time }) =>
      String(time).startsWith('2026-01-01'),
    );
    expect(january.map(({ slice, value }) => [slice, value])).toEqual([
      ['author', 30],
      ['editor', null],
      ['guest', null],
    ]);
    expect((await answer('Active people per month'))[0]).toMatchObject({ value: 45 });
  });
});
