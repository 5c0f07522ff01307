/** A store of signals that speaks HTTP inside the own network. */
export interface SignalEndpoint {
  /** Address up to its API: `http://prometheus:9090`, or with the path of a proxy. Credentials go into `headers`. */
  readonly url: string;
  /** Sent with each question, such as `authorization` or `x-scope-orgid`. @default {} */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One thing that a request did, as a function of the application's own tells it. */
export interface RequestEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** A constant text: the message of a line, the name of a span. Never content of a customer. */
  readonly what: string;
  /** Identifiers and bounded facts; names that the page does not know are not shown. */
  readonly facts?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
}

/** Finds what belongs to a request or trace ID within a span of time, milliseconds since the epoch. */
export type FindEntries = (
  id: string,
  span: { readonly from: number; readonly until: number; readonly signal: AbortSignal },
) => Promise<readonly RequestEntry[]>;

/** What the reliability and the one-request page read from. Each part stands alone. */
export interface ReliabilityOptions {
  readonly prometheus?: SignalEndpoint;
  /** Boards are linked by the uids that `@plumbline/stack` generates. */
  readonly grafana?: { readonly url: string };
  readonly loki?: SignalEndpoint;
  readonly tempo?: SignalEndpoint;
  /** `service.name` to look at. @default every service that Prometheus knows */
  readonly service?: string;
  /** `deployment.environment.name` to look at. @default every one */
  readonly environment?: string;
  /** In the place of Loki. */
  readonly logs?: FindEntries;
  /** In the place of Tempo. */
  readonly spans?: FindEntries;
  /** Errors as an error tracker knows them. @default lines of level error and failed spans */
  readonly errors?: FindEntries;
}
