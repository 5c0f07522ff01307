import type { Attributes, Context } from '@opentelemetry/api';

/** How values become a metric. The numbers are those of the SDK's `AggregationType`, whose members fit as they are. */
export type ViewAggregation =
  /** 0: what the kind of the instrument has by default; 1: nothing; 2: a sum; 3: the last value. */
  | { readonly type: 0 | 1 | 2 | 3 }
  /** 4: a histogram with these boundaries. */
  | { readonly type: 4; readonly options?: { readonly recordMinMax?: boolean; readonly boundaries: readonly number[] } }
  /** 5: an exponential histogram. */
  | { readonly type: 5; readonly options?: { readonly recordMinMax?: boolean; readonly maxSize?: number } };

/** The kinds of instruments, as the SDK's `InstrumentType` names them. */
export type ViewInstrumentType =
  | 'COUNTER'
  | 'GAUGE'
  | 'HISTOGRAM'
  | 'UP_DOWN_COUNTER'
  | 'OBSERVABLE_COUNTER'
  | 'OBSERVABLE_GAUGE'
  | 'OBSERVABLE_UP_DOWN_COUNTER';

/** Changes the attributes of a measurement: those of the SDK's `createAllowListAttributesProcessor` fit as they are. */
export interface ViewAttributesProcessor {
  process(incoming: Attributes, context?: Context): Attributes;
}

/**
 * A view: which instruments it is for, and what becomes of them. It is what OpenTelemetry's SDK calls `ViewOptions`, and an
 * object that is made with the SDK's own helpers fits as it is.
 */
export interface MetricView {
  /** What the metric is called. @default the name of the instrument */
  readonly name?: string;
  /** @default the description of the instrument */
  readonly description?: string;
  /** Applied in this order. @default every attribute is kept */
  readonly attributesProcessors?: readonly ViewAttributesProcessor[];
  /** @default what the kind of the instrument has */
  readonly aggregation?: ViewAggregation;
  /** Most series of the instrument; what is more is counted together. @default 1000 */
  readonly aggregationCardinalityLimit?: number;
  /** Instruments of this kind. */
  readonly instrumentType?: ViewInstrumentType;
  /** Instruments of this name; `*` stands for any text. */
  readonly instrumentName?: string;
  /** Instruments of this unit. */
  readonly instrumentUnit?: string;
  /** Instruments of the meter of exactly this name. */
  readonly meterName?: string;
  /** Instruments of meters of exactly this version. */
  readonly meterVersion?: string;
  /** Instruments of meters of exactly this schema URL. */
  readonly meterSchemaUrl?: string;
}
