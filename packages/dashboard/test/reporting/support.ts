import type { ProductSource, ReportQuestion, ReportStore, ReportValue } from '@plumbline/core';
import { type CoreMetricsOptions, defineMetric, type Metric, type MetricSpec } from '../../src/reporting.ts';

export const DAY_MS = 86_400_000;

export const at = (time: string): number => Date.parse(time.includes('T') ? time : `${time}T00:00:00Z`);

export const QUERY = `SELECT uniqExact(anonymous_user_id) AS value, value AS people
FROM product_telemetry_events
WHERE occurred_at >= {from:DateTime64(3)} AND occurred_at < {until:DateTime64(3)}`;

/** A definition that has no fault, with what a test says about it. */
export const spec = (given: Partial<MetricSpec> = {}): MetricSpec => ({
  id: 'active_people',
  version: 1,
  question: 'How many people used the product?',
  owner: '@product',
  audience: 'leadership',
  unit: 'people',
  query: QUERY,
  caveats: ['It counts anonymous IDs.'],
  validFrom: '2026-01-01',
  periods: ['quarter'],
  ...given,
});

/** Every shipped definition has a part to play with these. */
export const SHIPPED: CoreMetricsOptions = {
  owner: '@product',
  validFrom: '2026-01-01',
  role: 'role',
  orgSlice: 'region',
  team: 'team',
  keyAction: 'item_created',
  cycle: {
    id: 'approval_cycle_time',
    what: 'from submission to decision',
    event: 'approval_decided',
    field: 'cycleMs',
  },
};

export const metric = (given: Partial<MetricSpec> = {}): Metric => defineMetric(spec(given));

/** Another text of the same metric, which counts every person `times` times. */
export const counting = (times: number, given: Partial<MetricSpec> = {}): Metric =>
  metric({ query: `${QUERY} AND ${times} = ${times}`, ...given });

export interface MemoryEvent {
  readonly at: number;
  readonly person: string;
  readonly slice?: string;
}

/** Events in memory behind the same interface; it counts people, each as often as the statement says. */
export interface MemorySource extends Pick<ProductSource, 'query'> {
  readonly events: MemoryEvent[];
  /** Spans that were counted. */
  readonly asked: (readonly [from: number, until: number])[];
}

export function memorySource(now: () => number): MemorySource {
  const events: MemoryEvent[] = [];
  const asked: (readonly [number, number])[] = [];
  const count = (sql: string, from: number, until: number): unknown[] => {
    const times = Number(/AND (\d+) = \1/.exec(sql)?.[1] ?? 1);
    const inside = events.filter((event) => event.at >= from && event.at < until);
    const row = (slice: string, of: readonly MemoryEvent[]): unknown => {
      const people = new Set(of.map(({ person }) => person)).size;
      return { slice, value: people * times, people };
    };
    const [, constant] = /(0\.\d+) AS value/.exec(sql) ?? [];
    if (constant !== undefined) return [{ value: Number(constant), people: 1 }];
    if (!sql.includes('slice')) return [row('', inside)];
    const slices = [...new Set(inside.flatMap(({ slice }) => slice ?? []))].toSorted();
    return [
      row('', inside),
      ...slices.map((name) =>
        row(
          name,
          inside.filter(({ slice }) => slice === name),
        ),
      ),
    ];
  };
  return {
    events,
    asked,
    async query<Row>(sql: string, params: Readonly<Record<string, unknown>> = {}): Promise<Row[]> {
      if (!Object.hasOwn(params, 'from')) {
        const first = events.length === 0 ? 0 : Math.min(...events.map((event) => event.at));
        return [{ now: now(), events: events.length, first } as Row];
      }
      const [from, until] = [params['from'] as Date, params['until'] as Date].map(Number) as [number, number];
      asked.push([from, until]);
      return count(sql, from, until) as Row[];
    },
  };
}

export interface MemoryStore extends ReportStore {
  readonly values: Map<string, ReportValue>;
}

/** Keeps the first value that was written, as the contract of the interface says. */
export function memoryStore(): MemoryStore {
  const values = new Map<string, ReportValue>();
  const keyOf = ({ metric, version, period, start, slice }: ReportValue): string =>
    JSON.stringify([metric, version, period, start, slice]);
  return {
    values,
    async readReports({ metrics, period, from, until }: ReportQuestion = {}) {
      return [...values.values()].filter(
        (value) =>
          (metrics === undefined || metrics.includes(value.metric)) &&
          (period === undefined || value.period === period) &&
          (from === undefined || value.start >= from) &&
          (until === undefined || value.start <= until),
      );
    },
    async writeReports(written) {
      const fresh = written.filter((value) => !values.has(keyOf(value)));
      for (const value of fresh) values.set(keyOf(value), value);
      return fresh.length;
    },
  };
}
