/** How much one side does in one sample; what the numbers mean is the benchmark's own affair. */
export type Scale = Readonly<Record<string, number>>;

/** One measured quantity. */
export interface Metric {
  readonly unit: string;
  readonly what: string;
  /** Which direction is good; for reading only. */
  readonly better: 'more' | 'less';
  /** False where a ratio to the baseline says nothing. @default true */
  readonly ratio?: boolean;
  /** The most that may be: a sample beyond it is a fault, and no figure. @default no bound */
  readonly most?: number;
  /** Its heading in the table of the root README, if it stands there: its ratio, or its value where it has none. */
  readonly column?: string;
}

/** One thing that is measured. It runs in a process of its own and imports what it needs itself. */
export interface Side<S extends Scale = Scale> {
  readonly what: string;
  /** Does the work of one pass and says what it measured, by metric. */
  run(scale: S, pass: string): Promise<Readonly<Record<string, number>>>;
}

/** What a side has to keep: of a metric, or of its ratio to the same metric of another side. */
export interface Bar {
  readonly side: string;
  readonly metric: string;
  /** The side that it is divided by. @default the value itself */
  readonly to?: string;
  /** True where the other side is taken away and not divided by: so much more than that one. @default false */
  readonly difference?: boolean;
  readonly least?: number;
  readonly most?: number;
}

/** One file below `src/`: the sides, what is measured of each, and how much of it. */
export interface Benchmark<S extends Scale = Scale> {
  readonly name: string;
  /** The question that it answers, in one sentence. */
  readonly question: string;
  /** Metrics that are given as ratios to the baseline. */
  readonly metrics: Readonly<Record<string, Metric>>;
  /** The side that the others are divided by. */
  readonly baseline: string;
  readonly sides: Readonly<Record<string, Side<S>>>;
  /**
   * Node's flags for each of the processes that make one sample of a side; what they measure is put together.
   *
   * @default one process without flags
   */
  readonly passes?: Readonly<Record<string, readonly string[]>>;
  /** What was promised; the report says of each whether it holds. @default none */
  readonly bars?: readonly Bar[];
  /** A server that a side starts, beyond what npm installs; `npm run test:live` tries such a benchmark. @default none */
  readonly needs?: 'postgres';
  /** Installed packages whose versions belong to the figures. */
  readonly peers: readonly string[];
  readonly rounds: number;
  /** A side that has not answered by then is broken, not slow. @default 120000 */
  readonly sampleTimeoutMs?: number;
  readonly scale: S;
  /** Just enough to see that every side still works. */
  readonly tiny: S;
}

/** Types a benchmark and forgets the names of its scale. */
export const defineBenchmark = <S extends Scale>(benchmark: Benchmark<S>): Benchmark => benchmark;
