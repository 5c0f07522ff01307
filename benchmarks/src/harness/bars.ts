import type { Bar } from './benchmark.ts';
import { type Quartiles, quartiles } from './statistics.ts';

/** A bar and what was measured. */
export interface BarResult extends Bar {
  readonly measured: Quartiles;
  /** Whether the median keeps it. */
  readonly holds: boolean;
}

type Samples = Readonly<Record<string, readonly Readonly<Record<string, number>>[]>>;

/** The bars of which every side was measured. A ratio is made from two samples of the same round. */
export const judgeBars = (bars: readonly Bar[], samples: Samples): readonly BarResult[] =>
  bars.flatMap((bar) => {
    const { side, metric, to, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = bar;
    const own = samples[side];
    const other = to === undefined ? undefined : samples[to];
    if (own === undefined || (to !== undefined && other === undefined)) return [];
    const of = (sample: Readonly<Record<string, number>> | undefined): number => sample?.[metric] ?? Number.NaN;
    const measured = quartiles(own.map((sample, round) => of(sample) / (other === undefined ? 1 : of(other[round]))));
    return [{ ...bar, measured, holds: measured.median >= least && measured.median <= most }];
  });
