import type { ProductSource, ReportPeriod, ReportStore } from './product-source.ts';

/** What others need of the definition of a reported number, from `defineMetric` of `@plumbline/dashboard/reporting`. */
export interface MetricLike {
  readonly id: string;
  readonly version: number;
  /** SHA-256, in hex, of what makes the number. */
  readonly fingerprint: string;
  readonly title: string;
  readonly question: string;
  readonly owner: string;
  /** Who reads it: some of `product`, `leadership`, `operator` and `security`. */
  readonly audience: readonly string[];
  /** `people`, `count`, `share`, `milliseconds` or `number`. */
  readonly unit: string;
  /** SQL with the parameters `from` and `until`. */
  readonly query: string;
  readonly caveats: readonly string[];
  /** First day that counts, `YYYY-MM-DD`. */
  readonly validFrom: string;
  readonly periods: readonly ReportPeriod[];
  /** What the slices are; empty where there are none. */
  readonly slices: string;
  readonly minPeople: number;
}

/** A store that reports are made of and kept in, as a command opens and closes it. */
export type ReportSource = ProductSource & ReportStore & Partial<AsyncDisposable>;

/** Reported numbers. */
export interface ReportingConfig {
  /** From `defineMetric` and `coreMetrics` of `@plumbline/dashboard/reporting`; plumbline.metrics.lock holds them to their word. */
  readonly metrics: readonly MetricLike[];
  /** Opens what counts events and keeps numbers; asked by commands alone. @default the ClickHouse of `events.adapters` */
  readonly source?: () => ReportSource;
}
