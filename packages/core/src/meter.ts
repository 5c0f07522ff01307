/** Label values of one measurement. Label sets are closed lists: see `signals`. */
export type Labels = Readonly<Record<string, string | number | boolean>>;

export interface InstrumentOptions {
  readonly description?: string;
  /** UCUM unit, as OpenTelemetry uses: `s`, `By`, `{event}`. */
  readonly unit?: string;
  readonly advice?: { readonly explicitBucketBoundaries?: number[] };
}

export interface Counter {
  add(value: number, labels?: Labels): void;
}

export interface Histogram {
  record(value: number, labels?: Labels): void;
}

export interface ObservableResult {
  observe(value: number, labels?: Labels): void;
}

export interface ObservableGauge {
  /** A collection waits for what the callback promises: bound that by a deadline of its own. */
  addCallback(callback: (result: ObservableResult) => void | Promise<void>): void;
  removeCallback(callback: (result: ObservableResult) => void | Promise<void>): void;
}

/** The subset of OpenTelemetry's Meter that the packages use; `metrics.getMeter(name)` fits as it is. */
export interface Meter {
  createCounter(name: string, options?: InstrumentOptions): Counter;
  createUpDownCounter(name: string, options?: InstrumentOptions): Counter;
  createHistogram(name: string, options?: InstrumentOptions): Histogram;
  createObservableGauge(name: string, options?: InstrumentOptions): ObservableGauge;
}

const noopCounter: Counter = { add: () => undefined };
const noopHistogram: Histogram = { record: () => undefined };
const noopGauge: ObservableGauge = { addCallback: () => undefined, removeCallback: () => undefined };

/** A meter that measures nothing: the default wherever a meter may be passed. */
export const noopMeter: Meter = {
  createCounter: () => noopCounter,
  createUpDownCounter: () => noopCounter,
  createHistogram: () => noopHistogram,
  createObservableGauge: () => noopGauge,
};
