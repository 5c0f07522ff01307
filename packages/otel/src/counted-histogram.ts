import { type Attributes, diag, type Histogram, type HrTime, ValueType } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { AggregationTemporality, DataPointType, type HistogramMetricData } from '@opentelemetry/sdk-metrics';
import type { InstrumentSpec } from '@plumbline/core';
import { LabelIndex } from './label-index.ts';
import { tableView } from './views.ts';

/** One way out; each has its own temporality and has collected at times of its own. */
export interface Road {
  readonly temporality: () => AggregationTemporality;
}

/** What one series has got since `startTime`. */
interface Tally {
  readonly attributes: Attributes;
  startTime: HrTime;
  count: number;
  sum: number;
  min: number;
  max: number;
  readonly counts: number[];
}

/** A series, and where its values go in the interval that runs. */
interface Series {
  readonly attributes: Attributes;
  readonly key: string;
  interval: number;
  tally?: Tally;
}

/** What one road has yet to tell, and what it told last. With cumulative temporality it tells everything each time. */
interface Told {
  held: Map<string, Tally>;
  last: ReadonlySet<string>;
  lastTime: HrTime;
}

const NONE: Attributes = {};
const OVERFLOW: Attributes = { 'otel.metric.overflow': true };

const keyOf = (attributes: Attributes): string => JSON.stringify(Object.entries(attributes));

function mergeInto(held: Map<string, Tally>, key: string, tally: Tally): void {
  const before = held.get(key);
  if (before === undefined) return void held.set(key, { ...tally, counts: [...tally.counts] });
  before.count += tally.count;
  before.sum += tally.sum;
  before.min = Math.min(before.min, tally.min);
  before.max = Math.max(before.max, tally.max);
  for (const [at, count] of tally.counts.entries()) before.counts[at] = (before.counts[at] ?? 0) + count;
}

/**
 * A histogram of the table that counts its buckets by itself: the SDK's takes no sums from anybody. It says what the SDK
 * would say (`HistogramAggregator`, `DeltaMetricProcessor` and `TemporalMetricProcessor` of sdk-metrics 3): the same start
 * times, the same bound of series in an interval, the same minimum and maximum. The SDK makes no exemplars.
 */
export class CountedHistogram implements Histogram {
  readonly #descriptor: HistogramMetricData['descriptor'];
  readonly #bounds: readonly number[];
  readonly #view: ReturnType<typeof tableView>;
  readonly #index: LabelIndex<Series>;
  readonly #told: ReadonlyMap<Road, Told>;
  #interval = 1;
  #active = new Map<string, Tally>();

  constructor(name: string, spec: InstrumentSpec, roads: readonly Road[]) {
    const { help: description, unit, boundaries = [], labels } = spec;
    this.#descriptor = { name, description, unit, valueType: ValueType.DOUBLE };
    this.#bounds = boundaries;
    this.#view = tableView(spec);
    this.#index = new LabelIndex(Object.keys(labels), (found) => this.#seriesOf(found));
    this.#told = new Map(roads.map((road) => [road, { held: new Map(), last: new Set(), lastTime: [0, 0] }]));
  }

  record(value: number, labels: Attributes = NONE): void {
    if (typeof value !== 'number' || value < 0) {
      return diag.warn(`${typeof value === 'number' ? 'negative' : 'non-number'} value for ${this.#descriptor.name}`);
    }
    const series = this.#index.find(labels) ?? this.#seriesOf(labels);
    const tally =
      series.interval === this.#interval && series.tally !== undefined ? series.tally : this.#tallyOf(series);
    // As the SDK has it, NaN makes the series and is no value of it.
    if (Number.isNaN(value)) return;
    tally.count += 1;
    tally.sum += value;
    if (value < tally.min) tally.min = value;
    if (value > tally.max) tally.max = value;
    let at = 0;
    while (value > (this.#bounds[at] ?? Infinity)) at += 1;
    tally.counts[at] = (tally.counts[at] ?? 0) + 1;
  }

  /** What one road has to tell at this time; undefined where that is nothing. */
  collect(road: Road, time: HrTime): HistogramMetricData | undefined {
    this.#closeInterval();
    const told = this.#told.get(road);
    if (told === undefined) return undefined;
    const { held } = told;
    const aggregationTemporality = road.temporality();
    if (aggregationTemporality === AggregationTemporality.DELTA) {
      for (const [key, tally] of held) if (told.last.has(key)) tally.startTime = told.lastTime;
      Object.assign(told, { held: new Map(), last: new Set(held.keys()), lastTime: time } satisfies Told);
    }
    if (held.size === 0) return undefined;
    const dataPoints = Array.from(held.values(), (tally) => this.#pointOf(tally, time));
    return { descriptor: this.#descriptor, aggregationTemporality, dataPointType: DataPointType.HISTOGRAM, dataPoints };
  }

  #seriesOf(labels: Attributes): Series {
    const attributes = this.#view.labels.process(labels);
    return { attributes, key: keyOf(attributes), interval: 0 };
  }

  /** The tally of a series in this interval; one series too many is counted with all others of its kind. */
  #tallyOf(series: Series): Tally {
    const isKnown = this.#active.has(series.key);
    const isOver = !isKnown && this.#active.size >= this.#view.limit - 1;
    const { key, attributes } = isOver ? { key: keyOf(OVERFLOW), attributes: OVERFLOW } : series;
    const tally = this.#active.get(key) ?? this.#newTally(attributes);
    this.#active.set(key, tally);
    Object.assign(series, { interval: this.#interval, tally });
    return tally;
  }

  #newTally(attributes: Attributes): Tally {
    const counts = Array.from({ length: this.#bounds.length + 1 }, () => 0);
    return {
      attributes,
      startTime: millisToHrTime(Date.now()),
      count: 0,
      sum: 0,
      min: Infinity,
      max: -Infinity,
      counts,
    };
  }

  #closeInterval(): void {
    const ended = this.#active;
    this.#active = new Map();
    this.#interval += 1;
    this.#index.trim();
    for (const { held } of this.#told.values()) for (const [key, tally] of ended) mergeInto(held, key, tally);
  }

  #pointOf({ attributes, startTime, count, sum, min, max, counts }: Tally, endTime: HrTime) {
    const buckets = { boundaries: [...this.#bounds], counts: [...counts] };
    const range = count === 0 ? {} : { min, max };
    return { attributes, startTime, endTime, value: { ...range, sum, count, buckets } };
  }
}
