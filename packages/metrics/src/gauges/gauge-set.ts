import type { GaugeSetLike, WorkflowGauge } from '@plumbline/core';

/** One row of a sample: see {@link GaugeSetSpec.sample} for its columns. */
export type GaugeRow = Readonly<Record<string, unknown>>;

/** Takes a sample with the database that the sampler was given. It should stop when the signal aborts. */
export type SampleFunction<Database> = (
  database: Database,
  signal: AbortSignal,
) => readonly GaugeRow[] | Promise<readonly GaugeRow[]>;

/** What `defineGauges` is called with. */
export interface GaugeSetSpec<Database = unknown> {
  /** Of snake_case: the value of the label `set`, and a part of the name of the lease. */
  readonly name: string;
  /** Seconds from one sample to the next, 1 to 86,400. */
  readonly everySeconds: number;
  /** By name: `content_items` is exported as `plumbline.workflow.content_items`. No two sets may share one. */
  readonly gauges: Readonly<Record<string, WorkflowGauge>>;
  /**
   * A query, or a function that returns rows. One sample feeds all gauges of the set, in either of two shapes, also mixed:
   *
   * - a column for each gauge, by its name, beside the columns of its labels: `{ status: 'draft', content_items: 3 }`;
   * - the columns `gauge` and `value`: `{ gauge: 'content_items', value: 3, status: 'draft' }`.
   *
   * Numbers may be texts, as drivers give counts. What no row mentions is 0, and so is NULL. Rows that come to the same
   * series are added up; where the unit is none of counted things (`{item}`), the largest counts.
   */
  readonly sample: string | SampleFunction<Database>;
  /** Longest time of one sample, at most the interval. @default half the interval, at most 10000 */
  readonly timeoutMs?: number;
}

/** A set of workflow gauges as `defineGauges` returns it: plain data, which may stand in the configuration. */
export interface GaugeSet<Database = never> extends GaugeSetLike {
  readonly sample: string | SampleFunction<Database>;
  readonly timeoutMs: number;
}

/** Unit of a gauge that declares none. */
export const DEFAULT_UNIT = '{item}';

/** The name that a gauge is exported under. */
export const instrumentOf = (gauge: string): string => `plumbline.workflow.${gauge}`;
