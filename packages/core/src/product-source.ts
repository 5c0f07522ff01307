/**
 * What a first-party store of product events answers, so that a page, a report and a board ask one question in one way.
 * Types alone: `@plumbline/adapter-clickhouse` implements it, `@plumbline/dashboard` asks.
 */

/** A question with an answer of its own. The first seven are those of the event contract. */
export type ProductPanelId =
  | 'dailyActives'
  | 'topRoutes'
  | 'featureUsage'
  | 'filterChanges'
  | 'chartInteractions'
  | 'clientErrors'
  | 'sessionDurations'
  | 'featureLedger'
  | 'captureVolume'
  | 'offlineRecovery'
  | 'retention'
  | 'funnel';

/**
 * The time that is asked about: whole days in UTC that end with the last whole one, or an exact span in milliseconds since
 * the epoch, its end outside. Declared windows (1, 7, 30 days) are answered from finished numbers where there are some.
 */
export type ProductSpan = { readonly days: number } | { readonly from: number; readonly until: number };

/** Keeps events that have one of the values under every key: `feature`, `surface`, `source`, or a dimension of the catalog. */
export type ProductSlice = Readonly<Record<string, readonly string[]>>;

export interface ProductAsk {
  readonly panel: ProductPanelId;
  readonly span: ProductSpan;
  /** @default every event */
  readonly slice?: ProductSlice;
  /** Answers for the span of the same length before it too. @default false */
  readonly compare?: boolean;
  /** Event names in their order, two to eight, for `funnel`. */
  readonly steps?: readonly string[];
  /** Milliseconds from the first step in which the last one counts, for `funnel`. @default one day */
  readonly withinMs?: number;
  readonly signal?: AbortSignal;
}

/** What a column means, and so how it is written: `share` is 0 to 1, `milliseconds` a length of time, `day` is `YYYY-MM-DD`. */
export type ProductValueKind = 'day' | 'text' | 'count' | 'people' | 'share' | 'milliseconds' | 'number';

export interface ProductColumn {
  readonly name: string;
  readonly kind: ProductValueKind;
}

/** A cell; null where nothing can be said, such as the average of no values. */
export type ProductCell = string | number | null;

export interface ProductAnswer {
  readonly columns: readonly ProductColumn[];
  readonly rows: readonly (readonly ProductCell[])[];
  /** The rows of the span before, where `compare` asked for them, nothing of that span has expired, and enough people are in the slice. */
  readonly previous?: readonly (readonly ProductCell[])[];
  /** Whether events were counted, or finished numbers read. */
  readonly from: 'events' | 'rollup';
  /** The span that was answered for, in milliseconds since the epoch; the end is outside. */
  readonly span: { readonly from: number; readonly until: number };
  /**
   * Groups of fewer people than this are left out: cells, where finished numbers answer, and the whole of what a slice of fewer
   * asks about, whatever answers. Without a slice events are counted as they are. @default none is
   */
  readonly suppressedBelow?: number;
}

/** A store of product events that can be asked. A failed question rejects with a PlumblineError. */
export interface ProductSource {
  answer(ask: ProductAsk): Promise<ProductAnswer>;
  /**
   * Runs a statement that reads, so that events which were stored twice count once. `product_telemetry_events` in it, without
   * a database before it, is the event table. `signal` ends it where nobody waits for it any more.
   */
  query<Row>(sql: string, params?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<Row[]>;
  /** The values that five people or more have under a key of a slice in the span, the most frequent first, at most 100. */
  values(key: string, span: ProductSpan, signal?: AbortSignal): Promise<readonly string[]>;
}

/** Over what a reported number is taken. Weeks begin on Monday (ISO 8601); all are of UTC. */
export type ReportPeriod = 'day' | 'week' | 'month' | 'quarter';

/** One number of a report, as it was first finished. */
export interface ReportValue {
  /** ID of the definition. */
  readonly metric: string;
  /** Version of the definition that made the number. */
  readonly version: number;
  /** SHA-256 of the definition's text, in hex: a version whose text changed shows. */
  readonly fingerprint: string;
  readonly period: ReportPeriod;
  /** First day of the period, `YYYY-MM-DD`. */
  readonly start: string;
  /** The slice the number is of, such as a role; empty for all. */
  readonly slice: string;
  /** null where nothing can be said, or too few people stand behind it. */
  readonly value: number | null;
  /** Milliseconds since the epoch. */
  readonly computedAt: number;
}

export interface ReportQuestion {
  /** @default every metric */
  readonly metrics?: readonly string[];
  /** @default every period */
  readonly period?: ReportPeriod;
  /** First day of the first and of the last period, `YYYY-MM-DD`. @default all that are kept */
  readonly from?: string;
  readonly until?: string;
}

/** Finished numbers that outlive the events. A number that is there is never replaced: the first one that was written counts. */
export interface ReportStore {
  readReports(question?: ReportQuestion): Promise<readonly ReportValue[]>;
  /** Returns how many were new; one that is there already is left as it is. */
  writeReports(values: readonly ReportValue[]): Promise<number>;
}
