import { type Labels, type Meter, noopMeter, PlumblineError } from '@plumbline/core';
import { expect, it } from 'vitest';
import { createDashboard, type DashboardOptions } from '../../src/index.ts';
import { PanelRefusal } from '../../src/server/describe-failure.ts';
import { byHeader, keepLog, manualClock, memorySource } from './support.ts';

/** A meter that adds up, by name and labels. */
function addingMeter() {
  const sums: Record<string, number> = {};
  const add =
    (name: string) =>
    (value: number, labels: Labels = {}) => {
      const key = `${name.replace('plumbline.dashboard.', '')} ${Object.values(labels).join(' ')}`;
      sums[key] = (sums[key] ?? 0) + value;
    };
  const meter: Meter = { ...noopMeter, createCounter: (name) => ({ add: add(name) }) };
  return { meter, sums };
}

const rig = (options: Partial<DashboardOptions> = {}) => {
  const { meter, sums } = addingMeter();
  const dashboard = createDashboard({
    source: memorySource(),
    authorize: byHeader,
    meter,
    log: keepLog(),
    clock: manualClock(),
    ...options,
  });
  const get = async (path: string, audiences: string | undefined = 'product,operator') => {
    const headers = audiences === '' ? {} : { 'x-audiences': audiences };
    return (await dashboard(new Request(`http://app.test${path}`, { headers }))).text();
  };
  return { get, sums };
};

it('counts views by how they ended, whether or not they are recorded', async () => {
  const { get, sums } = rig();
  await get('/');
  await get('/panel/topRoutes.csv');
  await get('/audit');
  await get('/nowhere', '');
  expect(sums).toEqual({ 'views success': 2, 'views denied': 2 });
});

it('counts what the source fails to answer, and no viewer who is told to ask otherwise', async () => {
  const source = memorySource((ask) => {
    if (ask.panel === 'topRoutes') throw new PlumblineError('PLB_CLICKHOUSE_QUERY', 'no');
    if (ask.panel === 'featureUsage') throw new PanelRefusal('Choose a shorter span.');
    return {};
  });
  const { get, sums } = rig({ source });
  await get('/panel/topRoutes.csv');
  await get('/panel/featureUsage.csv');
  expect(sums).toEqual({ 'views failed': 2, 'failures store': 1 });
});

it('counts a panel that is late, and one that finds no room', async () => {
  const clock = manualClock();
  const source = memorySource(() => new Promise<never>(() => undefined));
  const { get, sums } = rig({ source, clock, panelTimeoutMs: 100, maxConcurrentPanels: 1 });
  const asked = Array.from({ length: 243 }, (_, day) => get(`/panel/topRoutes.csv?days=${day + 1}`));
  await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(100);
  await Promise.all(asked);
  expect(sums).toEqual({ 'views failed': 243, 'failures busy': 2, 'failures deadline': 241 });
});

it.each([
  ['authorize', { authorize: () => Promise.reject(new Error('no session store')) }, 'views failed'],
  [
    'not_recorded',
    {
      audit: {
        record: () => {
          throw new Error('spool');
        },
      },
    },
    'views success',
  ],
  [
    'not_counted',
    {
      events: {
        accept: () => {
          throw new Error('queue');
        },
      },
    },
    'views success',
  ],
] as const)('counts %s', async (reason, options, view) => {
  const { get, sums } = rig(options);
  await get('/');
  expect(sums).toEqual({ [view]: 1, [`failures ${reason}`]: 1 });
});

it('counts an `authorize` that does not answer', async () => {
  const clock = manualClock();
  const { get, sums } = rig({ clock, authorize: () => new Promise<never>(() => undefined), authorizeTimeoutMs: 50 });
  const asked = get('/');
  await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(50);
  await asked;
  expect(sums).toEqual({ 'views failed': 1, 'failures authorize': 1 });
});

it('counts strangers that were not recorded, as many as there were', async () => {
  const records: unknown[] = [];
  const { get, sums } = rig({ audit: { record: (_, input) => void records.push(input) } });
  for (let asked = 0; asked < 33; asked += 1) await get('/', '');
  expect(records).toHaveLength(30);
  expect(sums).toEqual({ 'views denied': 33, 'failures too_many_strangers': 3 });
});

it('shows a page whose meter fails', async () => {
  const add = () => {
    throw new Error('no');
  };
  const { get } = rig({ meter: { ...noopMeter, createCounter: () => ({ add }) } });
  expect(await get('/')).toMatch(/<\/html>\s*$/);
});

it('refuses a meter that is none', () => {
  expect(() => rig({ meter: {} as Meter })).toThrow(/`meter` must be a meter/);
});
