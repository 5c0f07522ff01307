import type { ClickhouseScale } from './clickhouse/measure.ts';
import { defineBenchmark, type Metric, type Side } from './harness/benchmark.ts';

/** The engine is loaded in the side's own process, not with the list of benchmarks. */
const side = (millions: number, name: string): Side<ClickhouseScale> => ({
  what: `${name} events`,
  run: async (scale) => (await import('./clickhouse/measure.ts')).measureClickhouse(millions, scale),
});

const plain = { better: 'less', ratio: false } as const;

const question = (what: string): Metric => ({ ...plain, unit: 'ms', what: `${what}, from events` });

const speed = (what: string): Metric => ({
  unit: '',
  better: 'more',
  ratio: false,
  what: `speed of inserts of ${what} to the bare client with row objects`,
});

const sending = (who: string): Metric => ({ ...plain, unit: 'ms', what: `CPU of the sender for 10,000 rows: ${who}` });

export const clickhouse = defineBenchmark<ClickhouseScale>({
  name: 'clickhouse',
  question: 'What do the seven product questions cost as events grow, and what an insert against the bare client?',
  metrics: {
    rawMs: { ...plain, unit: 'ms', what: 'seven questions, exact, from events', column: 'seven questions from events' },
    rawCpuMs: { ...plain, unit: 'ms', what: 'the same, CPU', column: 'its CPU' },
    mergedMs: { ...plain, unit: 'ms', what: 'the same after its weeks were merged', column: 'all merged' },
    mergedCpuMs: { ...plain, unit: 'ms', what: 'the same after its weeks were merged, CPU' },
    rollupMs: { ...plain, unit: 'ms', what: 'seven questions from rollups', column: 'from rollups' },
    rollupCpuMs: { ...plain, unit: 'ms', what: 'seven questions from rollups, CPU', column: 'their CPU' },
    rollupsMs: {
      ...plain,
      unit: 'ms',
      what: 'seven questions from rollups in one statement',
      column: 'in one statement',
    },
    rollupsCpuMs: { ...plain, unit: 'ms', what: 'seven questions from rollups in one statement, CPU' },
    rollupSeconds: { ...plain, unit: 's', what: 'computing the rollups of a day', column: 'rollups of a day' },
    insertMs: { ...plain, unit: 'ms', what: 'insert of 10,000 rows', column: 'insert of 10,000 rows' },
    insertRatio: { ...speed('rows as bytes, as the queue of events sends them'), column: 'speed to the bare client' },
    insertRowsRatio: speed('rows as text'),
    insertEventsRatio: speed('events'),
    insertCpuMs: sending('the adapter with rows as bytes'),
    insertRowsCpuMs: sending('the adapter with rows as text'),
    insertEventsCpuMs: sending('the adapter with events'),
    clientCpuMs: sending('the bare client with row objects'),
    bytesPerRow: { ...plain, unit: 'B', what: 'bytes on disk for each row', column: 'on disk, each row' },
    parts: { ...plain, unit: '', what: 'parts of the table while questions are asked' },
    dailyActivesMs: question('daily actives'),
    topRoutesMs: question('top routes'),
    featureUsageMs: question('feature usage'),
    filterChangesMs: question('filter changes'),
    chartInteractionsMs: question('chart interactions'),
    clientErrorsMs: question('client errors'),
    sessionDurationsMs: question('session durations'),
    dailyActivesCpuMs: question('daily actives, CPU'),
    topRoutesCpuMs: question('top routes, CPU'),
    featureUsageCpuMs: question('feature usage, CPU'),
    filterChangesCpuMs: question('filter changes, CPU'),
    chartInteractionsCpuMs: question('chart interactions, CPU'),
    clientErrorsCpuMs: question('client errors, CPU'),
    sessionDurationsCpuMs: question('session durations, CPU'),
    fillSeconds: { ...plain, unit: 's', what: 'filling the table, until nothing merges any more' },
  },
  baseline: '1 M',
  sides: {
    '1 M': side(1, '1,000,000'),
    '3 M': side(3, '3,000,000'),
    '10 M': side(10, '10,000,000'),
    '30 M': side(30, '30,000,000'),
    '100 M': side(100, '100,000,000'),
  },
  peers: ['@clickhouse/client', 'chdb'],
  rounds: 1,
  sampleTimeoutMs: 5_400_000,
  scale: { million: 1_000_000, asked: 5, rollupsAsked: 15, batches: 9, batchRows: 10_000 },
  tiny: { million: 300, asked: 1, rollupsAsked: 1, batches: 1, batchRows: 20 },
});
