import type { ReportStore, ReportValue } from '@plumbline/core';
import { expect, it } from 'vitest';
import { createDashboard, type DashboardOptions } from '../../src/index.ts';
import { coreMetrics, type Metric } from '../../src/reporting.ts';
import { EMPTY_LOCK, formatLock, parseLock } from '../../src/reporting/lock.ts';
import { updateLock } from '../../src/reporting/update-lock.ts';
import { counting, metric, SHIPPED } from '../reporting/support.ts';
import { keepLog, memorySource } from '../server/support.ts';

const lockOf = (...metrics: readonly Metric[]): string => {
  const update = updateLock(EMPTY_LOCK, metrics);
  return 'lock' in update ? formatLock(update.lock) : '';
};

/** The lock of a metric that was declared in two versions, and then withdrawn. */
const agreedTwice = (first: Metric, second: Metric, rest: Metric): string => {
  const update = updateLock(parseLock(lockOf(first, rest)), [second, rest]);
  const last = 'lock' in update ? updateLock(update.lock, [rest]) : update;
  return 'lock' in last ? formatLock(last.lock) : '';
};

/** A store whose last finished quarter has this number of each metric. */
const storeOf = (...metrics: readonly Metric[]): ReportStore => {
  const values = metrics.map(({ id, version, fingerprint }): ReportValue => ({
    metric: id,
    version,
    fingerprint,
    period: 'quarter',
    start: '2026-04-01',
    slice: '',
    value: 4_711,
    computedAt: Date.parse('2026-07-06'),
  }));
  return { readReports: async () => values, writeReports: async () => 0 };
};

const NOW = Date.parse('2026-08-15');

const rig = (metrics: readonly Metric[], more: Partial<DashboardOptions> = {}) => {
  const log = keepLog();
  const source = {
    ...memorySource(),
    query: async <Row>() => [{ now: NOW, events: 9, first: Date.parse('2026-01-01'), value: 1, people: 99 } as Row],
  };
  const dashboard = createDashboard({
    source,
    reports: storeOf(...metrics),
    metrics,
    authorize: () => ({ actor: { id: 'u_1' }, audiences: ['leadership'] }),
    log,
    clock: { now: () => NOW, monotonic: () => 0, after: () => ({ cancel: () => undefined }) },
    ...more,
  });
  const answer = (path: string) => dashboard(new Request(`http://app.test${path}`));
  const get = async (path = '/executive') => (await answer(path)).text();
  return { answer, get, log };
};

const agreed = metric();
const other = metric({ id: 'busy_people', question: 'How many were busy?' });

it('shows the numbers of definitions that are as the lock says, and of new ones', async () => {
  const { get, log } = rig([agreed, other], { metricsLock: lockOf(agreed) });
  const page = await get();
  expect(page).toContain('4,711');
  expect(page).toContain('How many were busy?');
  expect(page).not.toContain('Withheld');
  expect(log.lines).toEqual([]);
});

it('withholds the number of a definition that changed under its version, and says what to do', async () => {
  const { get, log } = rig([counting(3), other], { metricsLock: lockOf(agreed, other) });
  const page = await get();
  const [, withheld = ''] = page.split('Withheld');
  expect(withheld).toContain('id="active_people"');
  expect(withheld).toContain('<code>query</code> changed under version 1');
  expect(withheld).toContain('PLB_REPORTING_LOCK');
  expect(withheld).not.toContain('4,711');
  expect(page.match(/id="active_people"/g)).toHaveLength(1);
  expect(page).toContain('id="busy_people"');
  const csv = await get('/panel/reported_numbers.csv');
  expect(csv).toContain('busy_people');
  expect(csv).not.toContain('active_people');
  expect(log.lines.map(({ fields }) => fields['code'])).toEqual(['PLB_REPORTING_LOCK']);
});

it('believes definitions where there is no lock', async () => {
  expect(await rig([counting(3)]).get()).not.toContain('Withheld');
});

it('shows what was withdrawn with its past', async () => {
  const { get } = rig([other], { metricsLock: lockOf(agreed, other), reports: storeOf(agreed, other) });
  expect(await get()).toContain('>withdrawn</li>');
});

it('has the definition of what was withdrawn, in its versions, for those whose number it was', async () => {
  const second = counting(2, { version: 2, change: 'Counts twice.' });
  const metricsLock = agreedTwice(agreed, second, other);
  const { get } = rig([other], { metricsLock, reports: storeOf(second, other) });
  expect(await get()).toContain('/definition/active_people');
  const page = await get('/definition/active_people');
  expect(page.indexOf('id="version-2"')).toBeGreaterThan(0);
  expect(page.indexOf('id="version-1"')).toBeGreaterThan(page.indexOf('id="version-2"'));
  const operators = rig([other], {
    metricsLock,
    authorize: () => ({ actor: { id: 'u_1' }, audiences: ['operator'] }),
  });
  expect(await operators.get('/definition/active_people')).not.toContain('version-2');
});

it('knows the quality of the signal by whole names, and everything else as use', async () => {
  const use = ['templates_used', 'late_fee_requests', 'approval_error_fixes', 'captures_shared'];
  const quality = coreMetrics(SHIPPED).filter(
    ({ audience, id }) => audience.includes('leadership') && /error|late|offline|capture|unlisted/.test(id),
  );
  const metrics = [...use.map((id) => metric({ id })), ...quality];
  const page = await rig(metrics).get();
  const [before = '', after = ''] = page.split('Signal quality</h2>');
  for (const id of use) expect(before).toContain(`id="${id}"`);
  expect(quality.length).toBeGreaterThan(4);
  for (const { id } of quality.filter(({ periods }) => periods.includes('quarter')))
    expect(after).toContain(`id="${id}"`);
});

it('names a file of periods by the day it was made on', async () => {
  const { answer } = rig([agreed]);
  const { headers } = await answer('/panel/reported_numbers.csv');
  expect(headers.get('content-disposition')).toBe('attachment; filename="reported_numbers-2026-08-15.csv"');
});

it.each([
  [7, /`metricsLock` must be the text/],
  ['metrics-lock 1\nnow  a', /`metricsLock` cannot be read: .*line 2.*--check/],
  ['', /`metricsLock` cannot be read: .*line 1/],
])('refuses a lock such as %j', (metricsLock, fault) => {
  expect(() => rig([agreed], { metricsLock: metricsLock as string })).toThrow(fault);
});
