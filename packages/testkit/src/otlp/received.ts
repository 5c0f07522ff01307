/** A value of an attribute, as plain JSON; integers beyond 2^53 lose precision. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** Attributes as a plain object. */
export type PlainAttributes = Readonly<Record<string, PlainValue>>;

/** One span that arrived; times in milliseconds since the epoch. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root span. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes: PlainAttributes;
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string };
  readonly events: readonly { readonly name: string; readonly timeMs: number; readonly attributes: PlainAttributes }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: PlainAttributes;
  }[];
  readonly startMs: number;
  readonly endMs: number;
  readonly scope: string;
  /** `service.name` of the resource; empty without one. */
  readonly service: string;
  readonly resource: PlainAttributes;
}

/** One data point of one metric that arrived. */
export interface ReceivedPoint {
  readonly name: string;
  readonly kind: 'gauge' | 'sum' | 'histogram' | 'exponential_histogram' | 'summary';
  readonly unit: string;
  readonly description: string;
  readonly temporality: 'unspecified' | 'delta' | 'cumulative';
  readonly monotonic: boolean;
  readonly attributes: PlainAttributes;
  /** Of a gauge or a sum. */
  readonly value?: number;
  /** Of a histogram or summary. */
  readonly count?: number;
  readonly sum?: number;
  /** Upper bound (Infinity for the last, written `null` in JSON) and count of each explicit bucket. */
  readonly buckets?: readonly { readonly le: number; readonly count: number }[];
  readonly startMs: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly scope: string;
  readonly service: string;
  readonly resource: PlainAttributes;
}

/** One log record that arrived. */
export interface ReceivedLog {
  readonly body: PlainValue;
  /** SeverityText, else the name of the number's range. */
  readonly severity: string;
  readonly severityNumber: number;
  readonly eventName: string;
  readonly attributes: PlainAttributes;
  readonly traceId: string;
  readonly spanId: string;
  /** Milliseconds since the epoch; the observed time where none was given. */
  readonly time: number;
  readonly scope: string;
  readonly service: string;
  readonly resource: PlainAttributes;
}
