import type { Level } from './options.ts';

/** Share of traces whose lines of a level are written, 0 to 1. */
export type Sampling = Readonly<Partial<Record<Level, number | undefined>>>;

/** The first 13 of the last 14 hex digits decide: 52 bits, which a double holds exactly. */
const RANGE = 16 ** 13;

/**
 * Whether a trace is among the given share of all traces. Decided by the ID alone, so every line, process and restart
 * decides alike, and what a small share keeps a larger one keeps too. The last 7 bytes of a trace ID are random under
 * W3C trace context level 2 (https://www.w3.org/TR/trace-context-2/#randomness-of-trace-id), and OpenTelemetry samples
 * by comparing them with the share as it is done here
 * (https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/). A randomness value that the caller
 * put into tracestate (`rv`) is not read.
 */
export function isSampled(traceId: string, share: number): boolean {
  if (share >= 1) return true;
  if (share <= 0) return false;
  const random = Number.parseInt(traceId.slice(-14, -1), 16);
  // An ID that is no number decides nothing: its lines are kept.
  return !(random < (1 - share) * RANGE);
}
