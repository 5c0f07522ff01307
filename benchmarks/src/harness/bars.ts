import type { Bar } from './benchmark.ts';
import { type MedianInterval, medianInterval, type Quartiles, quartiles } from './statistics.ts';

/** A bar and what was measured. */
export interface BarResult extends Bar {
  readonly measured: Quartiles;
  /** 95 % interval of the median; absent with fewer than six rounds. */
  readonly interval?: MedianInterval;
  /** Whether the median keeps it. */
  readonly holds: boolean;
}

type Samples = Readonly<Record<string, readonly Readonly<Record<string, number>>[]>>;

/** The bars of which every side was measured. A ratio or difference is made of two samples of one round. */
export const judgeBars = (bars: readonly Bar[], samples: Samples): readonly BarResult[] =>
  bars.flatMap((bar) => {
    const {
      side,
      metric,
      to,
      difference = false,
      least = Number.NEGATIVE_INFINITY,
      most = Number.POSITIVE_INFINITY,
    } = bar;
    const own = samples[side];
    const other = to === undefined ? undefined : samples[to];
    if (own === undefined || (to !== undefined && other === undefined)) return [];
    const of = (sample: Readonly<Record<string, number>> | undefined): number => sample?.[metric] ?? Number.NaN;
    const compared = (value: number, round: number): number => {
      if (other === undefined) return value;
      return difference ? value - of(other[round]) : value / of(other[round]);
    };
    const rounds = own.map((sample, round) => compared(of(sample), round));
    const measured = quartiles(rounds);
    const interval = medianInterval(rounds);
    const holds = measured.median >= least && measured.median <= most;
    return [{ ...bar, measured, ...(interval && { interval }), holds }];
  });
