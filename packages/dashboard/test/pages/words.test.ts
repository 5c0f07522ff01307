import type { ReportStore, ReportValue } from '@plumbline/core';
import { expect, it } from 'vitest';
import { quantileStrip } from '../../src/charts/quantile-strip.ts';
import { createDashboard, type DashboardOptions } from '../../src/index.ts';
import type { Metric } from '../../src/reporting.ts';
import { EMPTY_LOCK, formatLock } from '../../src/reporting/lock.ts';
import { updateLock } from '../../src/reporting/update-lock.ts';
import { metric, QUERY } from '../reporting/support.ts';
import { keepLog, memorySource } from '../server/support.ts';

const NOW = Date.parse('2026-08-15');

const stored = ({ id, version, fingerprint }: Metric, value: number | null): ReportValue => ({
  metric: id,
  version,
  fingerprint,
  period: 'quarter',
  start: '2026-04-01',
  slice: '',
  value,
  computedAt: Date.parse('2026-07-06'),
});

const storeOf = (...values: readonly ReportValue[]): ReportStore => ({
  readReports: async () => values,
  writeReports: async () => 0,
});

const open = (options: Partial<DashboardOptions>, first = '2026-01-01', value: number | null = 1) => {
  const dashboard = createDashboard({
    source: {
      ...memorySource(),
      query: async <Row>() => [{ now: NOW, events: 9, first: Date.parse(first), value, people: 99 } as Row],
    },
    authorize: () => ({ actor: { id: 'u_1' }, audiences: ['leadership', 'operator', 'security'] }),
    log: keepLog(),
    clock: { now: () => NOW, monotonic: () => 0, after: () => ({ cancel: () => undefined }) },
    ...options,
  });
  return async (path: string) => (await dashboard(new Request(`http://app.test${path}`))).text();
};

it.each(['/reliability', '/audit', '/executive'])(
  '%s says that nothing is connected, not that nothing happened',
  async (path) => {
    const page = await open({})(path);
    expect(page).toContain('Not connected');
    expect(page).not.toContain('Nothing happened here');
  },
);

it('says on which day the first number comes', async () => {
  const one = metric();
  // Recorded from the middle of a quarter: the next one is the first that is whole, and it settles for four days.
  const page = await open({ metrics: [one], reports: storeOf() }, '2026-08-10')('/executive');
  expect(page).toContain('No number yet: the first one on 5 Jan 2027');
  expect(page).not.toContain('Nothing happened here');
  const running = await open({ metrics: [one], reports: storeOf() }, '2026-06-30', null)('/executive');
  expect(running).toContain('No number yet: the first one on 5 Oct 2026');
  const few = await open({ metrics: [one], reports: storeOf(stored(one, null)) }, '2026-08-10')('/executive');
  expect(few).toContain('Too few people, or nothing to count');
});

it('says of a running quarter that it is not over, in the strip too', async () => {
  const page = await open({ metrics: [metric()], reports: storeOf() }, '2026-06-30')('/executive');
  const strip = /<dl class="tiles"[^]*?<\/dl>/.exec(page)?.[0];
  expect(strip).toContain('2026 Q3, so far');
});

const first = metric();
const second = metric({ version: 2, change: 'Errors count.', query: `${QUERY} AND 1`, validFrom: '2026-07-01' });

const lock = (): string => {
  const before = updateLock(EMPTY_LOCK, [first]);
  const update = updateLock('lock' in before ? before.lock : EMPTY_LOCK, [second]);
  return 'lock' in update ? formatLock(update.lock) : '';
};

it('shows the version that made a number, beside the one that counts now', async () => {
  const options = { metrics: [second], reports: storeOf(stored(first, 4_711)) };
  const get = open({ ...options, metricsLock: lock() });
  const page = await get('/executive');
  expect(page).toContain(`1, from ${first.validFrom}, owned by ${first.owner}; version 2 counts from 2026-07-01`);
  expect(page).toContain('/definition/active_people#version-1"');
  // What is counted is no question.
  expect(page).not.toContain(`<dd>${first.question}</dd>`);
  const definition = await get('/definition/active_people');
  expect(definition).toContain('id="version-1"');
  expect(definition).toContain(first.fingerprint);
  expect(definition).toContain(second.fingerprint);
  expect(definition).not.toContain('plumbline.metrics.lock');
  const unlocked = open(options);
  expect(await unlocked('/executive')).toContain('its text is not known here');
  expect(await unlocked('/definition/active_people')).toContain('plumbline.metrics.lock');
});

it('names quantiles beside their strip, where none can stand on another', () => {
  const value = 60_000;
  const strip = String(quantileStrip({ label: 'x', quantiles: [0.5, 0.75, 0.9, 0.95].map((at) => ({ at, value })) }));
  const [, drawing = '', names = ''] = /(<svg[^]*<\/svg>)([^]*)/.exec(strip) ?? [];
  expect(drawing).not.toContain('stay below');
  expect(names.match(/\d+%\s+stay\s+below/g)).toHaveLength(4);
});
