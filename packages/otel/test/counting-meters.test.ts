import { type Attributes, type Meter, ValueType } from '@opentelemetry/api';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  type CollectionResult,
  InstrumentType,
  MeterProvider,
  type MetricCollectOptions,
  MetricReader,
  type ResourceMetrics,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { createCounter, createGauge, createHistogram, type SignalName, signals } from '@plumbline/core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type CollectCounted, type CountingMeters, createCountingMeters } from '../src/counting-meters.ts';
import { prometheusText } from '../src/prometheus-text.ts';
import { tableViews } from '../src/views.ts';
import { startWithReceiver } from './support.ts';

const { CUMULATIVE, DELTA } = AggregationTemporality;

class Reader extends MetricReader {
  readonly #counted: CollectCounted;

  constructor(temporality: AggregationTemporality, counting?: CountingMeters) {
    super({ aggregationTemporalitySelector: () => temporality, cardinalitySelector: () => 1_000 });
    this.#counted = counting?.road(this) ?? ((collect) => collect());
  }

  override collect(options?: MetricCollectOptions): Promise<CollectionResult> {
    return this.#counted(() => super.collect(options));
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

const byName = ({ resource, scopeMetrics }: ResourceMetrics): ResourceMetrics => ({
  resource,
  scopeMetrics: scopeMetrics
    .map(({ scope, metrics }) => ({
      scope,
      metrics: metrics.toSorted((a, b) => (a.descriptor.name < b.descriptor.name ? -1 : 1)),
    }))
    .toSorted((a, b) => (a.scope.name < b.scope.name ? -1 : 1)),
});

/** What leaves on both roads; the instruments of a meter stand in the order of their names. */
async function wire(reader: Reader): Promise<{ readonly bytes: string; readonly text: string }> {
  const { resourceMetrics, errors } = await reader.collect();
  expect(errors).toEqual([]);
  const sorted = byName(resourceMetrics);
  const bytes = Buffer.from(ProtobufMetricsSerializer.serializeRequest(sorted) ?? []);
  return { bytes: bytes.toString('latin1'), text: prometheusText(sorted) };
}

/** The same meter twice: the SDK's, and ours around another one of the SDK's; each with the readers given. */
function pair(temporalities: readonly AggregationTemporality[], views: readonly ViewOptions[] = []) {
  const counting = createCountingMeters(views);
  const resource = resourceFromAttributes({ 'service.name': 'shop' });
  const open = (given?: CountingMeters) => {
    const readers = temporalities.map((temporality) => new Reader(temporality, given));
    const provider = new MeterProvider({ resource, readers, views: [...tableViews(), ...views] });
    const getMeter = (name: string): Meter =>
      given ? given.meter(name, provider.getMeter(name)) : provider.getMeter(name);
    return { readers, getMeter };
  };
  return [open(), open(counting)] as const;
}

/** Numbers that are the same in each run. */
function createRandom(seed: number) {
  let state = seed;
  const below = (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  return { below, pick: <T>(list: readonly T[]): T => list[below(list.length)] as T };
}

const dependency = ['mail', 'blob', 'db'];
const outcome = ['success', 'failure', 'surprise'];

/** For each instrument: labels that fit, that do not, that are missing, and that can't be kept. */
const labelsOf: Readonly<Partial<Record<SignalName, (random: ReturnType<typeof createRandom>) => Attributes>>> = {
  'plumbline.dependency.calls': ({ pick }) => ({
    dependency: pick(dependency),
    operation: pick(['read', 'write']),
    outcome: pick(outcome),
    stray: pick(['a', 'b']),
  }),
  'plumbline.job.runs': ({ pick }) => ({ outcome: pick(outcome), job: pick(['digest', 'clean']) }),
  'plumbline.log.lines': ({ pick }) => (pick([true, false]) ? { level: pick(['info', 'warn', 'loud']) } : {}),
  'plumbline.audit.stored': () => ({}),
  'plumbline.usage.actions': ({ below }) => ({ action: `action ${below(2_500)}` }),
  'plumbline.dependency.duration': ({ pick }) => ({ dependency: pick(dependency), outcome: pick(outcome) }),
  'plumbline.job.duration': ({ pick }) => ({ job: pick(['a', 1, true, ['list', 2], '1', undefined]) as string }),
  'http.server.request.duration': ({ pick, below }) => ({
    'http.response.status_code': pick([200, 404, '200']),
    'http.request.method': pick(['GET', 'POST']),
    'url.scheme': pick(['http', 'https', 'gopher', 'ftp']),
    'http.route': `/route/${below(700)}`,
    ...(below(5) === 0 && { 'error.type': pick(['500', 'TypeError']) }),
  }),
};

// Whole multiples of a power of two, so that a sum is the same in whichever order it was made.
const SECONDS = [0, 0.0048828125, 0.0625, 0.25, 0.5, 1, 3, 10, 10.5, 4_000, Number.NaN, -1, Infinity];
const COUNTS = [0, 1, 1, 1, 5, -1, 1_000];

type Recorder = (meter: Meter) => (name: SignalName, value: number, labels: Attributes) => void;

const recorder: Recorder = (meter) => {
  const instruments = new Map<SignalName, (value: number, labels: Attributes) => void>();
  for (const name of Object.keys(labelsOf) as SignalName[]) {
    if (name.endsWith('duration')) {
      const histogram = createHistogram(meter, name);
      instruments.set(name, (value, labels) => histogram.record(value, labels as Record<string, string>));
    } else {
      const counter = createCounter(meter, name);
      instruments.set(name, (value, labels) => counter.add(value, labels as Record<string, string>));
    }
  }
  return (name, value, labels) => instruments.get(name)?.(value, labels);
};

const renamed: ViewOptions[] = [
  { instrumentName: 'plumbline.job.runs', name: 'jobs.mine', aggregation: { type: AggregationType.SUM } },
  { instrumentName: 'http.*', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
];
const byStray: ViewOptions[] = [
  {
    instrumentName: 'plumbline.dependency.calls',
    instrumentType: InstrumentType.COUNTER,
    name: 'calls.by_stray',
    attributesProcessors: [{ process: ({ stray = 'none' }) => ({ stray }) }],
  },
];

/** More sets of labels in one interval than the bound of series, and than are kept. */
const FLOODS: ReadonlyMap<number, SignalName> = new Map([
  [700, 'plumbline.usage.actions'],
  [800, 'http.server.request.duration'],
  [1_600, 'http.server.request.duration'],
  [1_700, 'plumbline.usage.actions'],
]);

it.each([
  { temporalities: [CUMULATIVE], views: [] },
  { temporalities: [DELTA], views: [] },
  { temporalities: [CUMULATIVE, CUMULATIVE], views: [] },
  { temporalities: [DELTA, CUMULATIVE], views: [] },
  { temporalities: [CUMULATIVE], views: renamed },
  { temporalities: [CUMULATIVE, DELTA], views: byStray },
])('says byte for byte what the SDK says: %j', async ({ temporalities, views }) => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 });
  onTestFinished(() => void vi.useRealTimers());
  let overflowed = false;
  const sides = pair(temporalities, views);
  const records = sides.map(({ getMeter }) => ['a', 'b'].map((name) => recorder(getMeter(name))));
  const random = createRandom(1);
  for (let step = 0; step < 2_600; step += 1) {
    const flooded = FLOODS.get(step);
    const name = flooded ?? random.pick(Object.keys(labelsOf) as SignalName[]);
    const meter = random.below(2);
    for (let left = flooded === undefined ? 1 : 3_000; left > 0; left -= 1) {
      const value = random.pick(name.endsWith('duration') ? SECONDS : COUNTS);
      const labels = labelsOf[name]?.(random) ?? {};
      for (const side of records) side[meter]?.(name, value, labels);
    }
    if (random.below(20) === 0) vi.setSystemTime(Date.now() + random.below(1_000));
    if (random.below(step < 2_000 ? 300 : 900) > 0) continue;
    const road = random.below(temporalities.length);
    const [sdk, ours] = await Promise.all(sides.map(({ readers }) => wire(readers[road] as Reader)));
    expect(ours?.text).toBe(sdk?.text);
    expect(ours?.bytes).toBe(sdk?.bytes);
    overflowed ||= /usage_actions.*overflow/.test(sdk?.text ?? '') && /http_server.*overflow/.test(sdk?.text ?? '');
  }
  expect(overflowed || views.length > 0).toBe(true);
});

it('leaves an instrument to the SDK that is not made as the table has it', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 });
  onTestFinished(() => void vi.useRealTimers());
  const name = 'plumbline.job.duration';
  const { help: description, unit, boundaries } = signals[name];
  const own = { description, unit, advice: { explicitBucketBoundaries: [...boundaries] } };
  const { help, unit: lines } = signals['plumbline.log.lines'];
  const runs = signals['plumbline.job.runs'];
  const sides = pair([CUMULATIVE]);
  for (const { getMeter } of sides) {
    // A meter that has measured nothing stands nowhere.
    createHistogram(getMeter('idle'), name);
    const histograms = [
      getMeter('unit').createHistogram(name, { ...own, unit: 'ms' }),
      getMeter('description').createHistogram(name, { ...own, description: 'Of mine.' }),
      getMeter('bounds').createHistogram(name, { ...own, advice: { explicitBucketBoundaries: [1, 2] } }),
      getMeter('type').createHistogram(name, { ...own, valueType: ValueType.INT }),
      getMeter('kind').createHistogram('plumbline.job.runs', { description: runs.help, unit: runs.unit }),
      getMeter('own').createHistogram('checkout.duration', { unit: 's' }),
      getMeter('inherited').createHistogram('toString'),
    ];
    const counters = [
      getMeter('counter').createCounter('plumbline.log.lines', {
        description: help,
        unit: lines,
        valueType: ValueType.INT,
      }),
      getMeter('counter').createCounter('plumbline.job.duration', { description, unit }),
      getMeter('counter').createUpDownCounter('plumbline.job.runs'),
    ];
    for (let time = 0; time < 3; time += 1) {
      for (const histogram of histograms) histogram.record(1.5, { job: 'digest', mine: 'x' });
      for (const counter of counters) counter.add(1.5, { level: 'info' });
    }
  }
  const [sdk, ours] = await Promise.all(sides.map(({ readers }) => wire(readers[0] as Reader)));
  expect(ours?.bytes).toBe(sdk?.bytes);
});

it('misses nothing that is measured while a collection runs, also when two run', async () => {
  const sides = pair([CUMULATIVE, CUMULATIVE]);
  for (const { readers, getMeter } of sides) {
    const meter = getMeter('a');
    const record = recorder(meter);
    const both = (value: number): void => {
      record('plumbline.job.runs', value, { job: 'digest', outcome: 'success' });
      record('plumbline.job.duration', value, { job: 'digest', outcome: 'success' });
    };
    const waits: (() => void)[] = [];
    createGauge(meter, 'plumbline.heartbeat').addCallback(async (result) => {
      both(2);
      await new Promise<void>((resolve) => waits.push(resolve));
      both(4);
      result.observe(1);
    });
    both(8);
    both(16);
    const running = readers.map(async (reader) => (await wire(reader)).text);
    await vi.waitFor(() => expect(waits).toHaveLength(2));
    both(32);
    for (const resume of waits) resume();
    const texts = await Promise.all(running);
    // 8 + 16 + 32, with two callbacks of 2 and 4 each.
    expect(texts.map((text) => /job_runs_total\{.*\} (\d+)/.exec(text)?.[1])).toContain('68');
    expect(texts.map((text) => /job_duration_seconds_sum\{.*\} (\d+)/.exec(text)?.[1])).toContain('68');
    both(64);
    both(128);
    const again = readers.map(async (reader) => (await wire(reader)).text);
    await vi.waitFor(() => expect(waits).toHaveLength(4));
    for (const resume of waits) resume();
    for (const text of await Promise.all(again)) expect(text).toMatch(/job_runs_total\{.*\} 272\n/);
  }
});

it('counts what is measured again and again, and hands the copy of its labels on, not what became of them', async () => {
  const [, { readers, getMeter }] = pair([CUMULATIVE]);
  const counter = createCounter(getMeter('a'), 'plumbline.job.runs');
  const labels = { job: 'digest', outcome: 'success' };
  for (let run = 0; run < 3; run += 1) counter.add(1, labels);
  labels.job = 'clean';
  counter.add(5, labels);
  counter.add(-3, labels);
  counter.add('7' as never, labels);
  counter.add(1, labels);
  const { text } = await wire(readers[0] as Reader);
  expect(text.match(/runs_total\{.*/g)).toEqual([
    'runs_total{outcome="success",plumbline_job_name="digest"} 3',
    'runs_total{outcome="success",plumbline_job_name="clean"} 6',
  ]);
});

it('tells the SDK of a series once in an interval, also after a flood of label values', async () => {
  const counting = createCountingMeters([]);
  const reader = new Reader(CUMULATIVE, counting);
  const inner = new MeterProvider({ readers: [reader] }).getMeter('a');
  let told = 0;
  const watched = Object.assign(Object.create(inner) as Meter, {
    createCounter(...args: Parameters<Meter['createCounter']>) {
      const counter = inner.createCounter(...args);
      return { add: (...added: Parameters<typeof counter.add>) => ((told += 1), counter.add(...added)) };
    },
  });
  const actions = createCounter(counting.meter('a', watched), 'plumbline.usage.actions');
  const toldBy = (work: () => void): number => {
    const before = told;
    work();
    return told - before;
  };
  const often = (action: string) => (): void => {
    for (let time = 0; time < 50; time += 1) actions.add(1, { action });
  };
  expect(toldBy(often('a'))).toBe(1);
  for (let value = 0; value < 2_500; value += 1) actions.add(1, { action: `flood ${value}` });
  // No more is kept: the long way.
  expect(toldBy(often('b'))).toBe(50);
  expect(toldBy(often('a'))).toBe(0);
  await reader.collect();
  expect(toldBy(often('b'))).toBe(1);
  expect(toldBy(often('a'))).toBe(1);
});

it('leaves what was collected as it was, and says what failed', async () => {
  const [, { readers, getMeter }] = pair([CUMULATIVE]);
  const refused = new RangeError('no');
  createGauge(getMeter('a'), 'plumbline.heartbeat').addCallback(() => Promise.reject(refused));
  const duration = createHistogram(getMeter('a'), 'plumbline.job.duration');
  duration.record(1, { job: 'digest', outcome: 'success' });
  const { resourceMetrics, errors } = await (readers[0] as Reader).collect();
  expect(errors).toEqual([refused]);
  const before = prometheusText(resourceMetrics);
  duration.record(2, { job: 'digest', outcome: 'success' });
  await (readers[0] as Reader).collect();
  expect(prometheusText(resourceMetrics)).toBe(before);
});

it('sends the last sums with a flush and with the shutdown', async () => {
  const { otel, receiver } = await startWithReceiver();
  const add = (): void => {
    const meter = otel.meter('app');
    createCounter(meter, 'plumbline.audit.stored').add(1);
    createHistogram(meter, 'plumbline.queue.duration').record(2, { queue: 'mail', outcome: 'success' });
  };
  const last = (name: string): unknown => receiver.metrics().findLast((metric) => metric.name === name);
  for (let time = 0; time < 3; time += 1) add();
  expect(await otel.flush()).toBe(true);
  expect(last('plumbline.audit.stored')).toMatchObject({ value: 3, scope: 'app' });
  expect(last('plumbline.queue.duration')).toMatchObject({ count: 3, sum: 6, scope: 'app' });
  for (let time = 0; time < 4; time += 1) add();
  expect(await otel.shutdown({ timeoutMs: 60_000 })).toBe(true);
  expect(last('plumbline.audit.stored')).toMatchObject({ value: 7 });
  expect(last('plumbline.queue.duration')).toMatchObject({ count: 7, sum: 14 });
  expect(receiver.faults).toEqual([]);
});
