import type { DashboardScale } from './dashboard/measure.ts';
import { defineBenchmark, type Metric, type Side } from './harness/benchmark.ts';

/** The engine is loaded in the side's own process, not with the list of benchmarks. */
const side = (millions: number, name: string): Side<DashboardScale> => ({
  what: `${name} events and 1 % copies`,
  run: async (scale) => (await import('./dashboard/measure.ts')).measureDashboard(millions, scale),
});

const plain = { better: 'less', ratio: false } as const;

const DECLARED = 'declared windows and dimensions';
const FREE = 'free ranges and slices';

/** Panels and whether there are rollups for them. */
const PANELS: readonly (readonly [panel: string, name: string, isDeclared: boolean])[] = [
  ['dailyActives', 'daily actives', true],
  ['topRoutes', 'top routes', true],
  ['featureUsage', 'feature usage', true],
  ['filterChanges', 'filter changes', true],
  ['chartInteractions', 'chart interactions', true],
  ['clientErrors', 'client errors', true],
  ['sessionDurations', 'session durations', true],
  ['featureLedger', 'feature ledger', true],
  ['captureVolume', 'capture volume', true],
  ['retention', 'retention', true],
  ['offlineRecovery', 'offline recovery', true],
  ['funnel', 'funnel', false],
];

const spread = (road: string, what: string): Readonly<Record<string, Metric>> => ({
  [`${road}P50Ms`]: { ...plain, unit: 'ms', what: `${what}, median` },
  [`${road}P95Ms`]: { ...plain, unit: 'ms', what: `${what}, 95th percentile` },
  [`${road}MaxMs`]: { ...plain, unit: 'ms', what: `${what}, slowest` },
});

const cpu = (road: string, what: string): Readonly<Record<string, Metric>> => ({
  [`${road}CpuP50Ms`]: { ...plain, unit: 'ms', what: `${what}, CPU of the engine, median` },
  [`${road}CpuMaxMs`]: { ...plain, unit: 'ms', what: `${what}, CPU of the engine, most` },
});

const times = (what: string): Metric => ({ unit: 'x', better: 'more', ratio: false, what });

const panelMetrics = ([panel, name, isDeclared]: (typeof PANELS)[number]): Readonly<Record<string, Metric>> => ({
  ...(isDeclared && spread(`${panel}Declared`, `${name}, declared`)),
  ...spread(`${panel}Free`, `${name}, free`),
  ...spread(`${panel}Naive`, `${name}, plain statement`),
  ...(isDeclared && { [`${panel}DeclaredTimes`]: times(`${name}, plain to declared`) }),
  [`${panel}FreeTimes`]: times(`${name}, plain to free`),
});

export const dashboard = defineBenchmark<DashboardScale>({
  name: 'dashboard',
  question:
    'How long does each panel of the product page take as events grow, exact while one in a hundred is stored twice?',
  metrics: {
    ...spread('declared', DECLARED),
    ...spread('free', FREE),
    ...spread('naive', 'plain statements over a month'),
    declaredMaxMs: { ...plain, unit: 'ms', what: `${DECLARED}, slowest`, column: 'Declared windows, slowest' },
    freeMaxMs: { ...plain, unit: 'ms', what: `${FREE}, slowest`, column: 'Free ranges, slowest' },
    naiveMaxMs: {
      ...plain,
      unit: 'ms',
      what: 'plain statements over a month, slowest',
      column: 'Plain statements, slowest',
    },
    pageMs: { ...plain, unit: 'ms', what: 'all that the page asks, thirty days compared', column: 'Whole page' },
    listMaxMs: { ...plain, unit: 'ms', what: 'the values of a filter, slowest' },
    ...cpu('declared', DECLARED),
    ...cpu('free', FREE),
    ...cpu('naive', 'plain statements over a month'),
    keptShare: { ...plain, unit: '', better: 'more', what: 'rows of declared windows that are not hidden' },
    copies: { ...plain, unit: '', what: 'events that are stored twice while it asks' },
    bytesPerRow: { ...plain, unit: 'B', what: 'bytes on disk for each row' },
    parts: { ...plain, unit: '', what: 'parts of the table' },
    fillSeconds: { ...plain, unit: 's', what: 'filling the table' },
    rollupSeconds: {
      ...plain,
      unit: 's',
      what: 'first rollups: a day, by two dimensions, and what it is compared with',
    },
    ...(Object.assign({}, ...PANELS.map((panel) => panelMetrics(panel))) as Readonly<Record<string, Metric>>),
  },
  baseline: '1 M',
  sides: {
    '1 M': side(1, '1,000,000'),
    '10 M': side(10, '10,000,000'),
    '100 M': side(100, '100,000,000'),
  },
  bars: [
    { side: '10 M', metric: 'declaredMaxMs', most: 50 },
    { side: '100 M', metric: 'declaredMaxMs', most: 200 },
    { side: '10 M', metric: 'freeMaxMs', most: 1_500 },
  ],
  peers: ['@clickhouse/client', 'chdb'],
  rounds: 1,
  sampleTimeoutMs: 3_600_000,
  scale: { million: 1_000_000, declaredAsked: 3, freeAsked: 3, pageAsked: 5, dimensions: 2 },
  tiny: { million: 1_000, declaredAsked: 1, freeAsked: 1, pageAsked: 1, dimensions: 0 },
});
