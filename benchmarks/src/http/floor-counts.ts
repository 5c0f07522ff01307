/** The metrics of the side `floor`: plain numbers, which are made into OTLP when they are collected. */

const NANOS = 1_000_000n;
const CUMULATIVE = 2;

/** In seconds; those of `http.server.request.duration`. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;

export interface Durations {
  readonly labels: Readonly<Record<string, string>>;
  readonly buckets: number[];
  sum: number;
}

export const makeDurations = (labels: Readonly<Record<string, string>>): Durations => ({
  labels,
  buckets: Array.from({ length: BOUNDS.length + 1 }, () => 0),
  sum: 0,
});

export function record(durations: Durations, seconds: number): void {
  let bucket = 0;
  while (bucket < BOUNDS.length && seconds > (BOUNDS[bucket] ?? 0)) bucket += 1;
  durations.buckets[bucket] = (durations.buckets[bucket] ?? 0) + 1;
  durations.sum += seconds;
}

export interface Counts {
  lines: number;
  events: number;
  audited: number;
  readonly durations: Durations[];
}

export function createCounts(): Counts & { collect(): readonly object[] } {
  const started = BigInt(Date.now()) * NANOS;
  const counts: Counts = { lines: 0, events: 0, audited: 0, durations: [] };
  const times = () => ({
    startTimeUnixNano: String(started),
    timeUnixNano: String(BigInt(Date.now()) * NANOS),
  });
  const attributesOf = (labels: Readonly<Record<string, string>>) =>
    Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const sum = (name: string, value: number, labels: Readonly<Record<string, string>> = {}) => ({
    name,
    sum: {
      aggregationTemporality: CUMULATIVE,
      isMonotonic: true,
      dataPoints: [{ ...times(), attributes: attributesOf(labels), asInt: String(value) }],
    },
  });
  const histogram = () => ({
    name: 'http.server.request.duration',
    unit: 's',
    histogram: {
      aggregationTemporality: CUMULATIVE,
      dataPoints: counts.durations.map(({ labels, buckets, sum: total }) => ({
        ...times(),
        attributes: attributesOf(labels),
        count: String(buckets.reduce((all, bucket) => all + bucket, 0)),
        sum: total,
        bucketCounts: buckets.map(String),
        explicitBounds: BOUNDS,
      })),
    },
  });
  return Object.assign(counts, {
    collect: () => [
      sum('plumbline.log.lines', counts.lines, { level: 'info' }),
      sum('plumbline.usage.actions', counts.events, { action: 'approval_submitted' }),
      sum('plumbline.events.accepted', counts.events, { 'plumbline.source': 'api' }),
      sum('plumbline.audit.recorded', counts.audited, { action: 'role.changed', outcome: 'success' }),
      histogram(),
    ],
  });
}
