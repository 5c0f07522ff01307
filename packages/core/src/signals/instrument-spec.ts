/** The layer of the brief that a signal serves. They share one request context and are never mixed. */
export type Layer = 'reliability' | 'product' | 'audit' | 'telemetry';

/** One metric: the source of instruments, documentation, rules and checks. */
export interface InstrumentSpec {
  readonly kind: 'counter' | 'updowncounter' | 'histogram' | 'gauge';
  /** UCUM unit, or a count of annotated things such as `{event}`. */
  readonly unit: string;
  readonly help: string;
  /** Label names with their closed list of values; a string says which bounded source the values come from. */
  readonly labels: Readonly<Record<string, readonly string[] | string>>;
  readonly layer: Layer;
  /** `people`: counts what people did, in sums that name nobody; few people make small sums. Left out: about the service alone. */
  readonly privacy?: 'people';
  /** Bucket bounds of a histogram, in its unit. */
  readonly boundaries?: readonly number[];
}
