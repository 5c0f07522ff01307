import type { AlertProof } from '../model/alert.ts';
import type { ProofSeries } from './rule-context.ts';

/** What must be shown of an alert that compares a gauge with a bound. */
export interface GaugeCase {
  readonly gauge: (values: string) => ProofSeries;
  /** A value at which it must stay quiet, and one at which it must fire. */
  readonly good: number;
  readonly bad: number;
  /** Of the alert, and of a window that its expression looks back over. */
  readonly forMinutes: number;
  readonly windowMinutes?: number;
  /** Series that are there in every case. @default none */
  readonly beside?: readonly ProofSeries[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Fires when the value has been bad for long enough, resolves, and stays quiet when it was good or bad for a moment. */
export function gaugeProofs(spec: GaugeCase): readonly AlertProof[] {
  const { bad, beside = [], forMinutes, gauge, good, labels, windowMinutes = 0 } = spec;
  const needed = forMinutes + windowMinutes;
  const lasts = needed + 10;
  // Good for as long as the window before, so that the window is full.
  const before = windowMinutes + 5;
  const stays = { title: 'stays quiet while it is good', series: [gauge(`${good}x200`), ...beside], fires: [] };
  const moment = Math.max(0, Math.floor(needed / 2) - 1);
  return [
    {
      title: 'fires when it has been bad for long enough, and resolves',
      series: [gauge(`${good}x${before} ${bad}x${lasts} ${good}x200`), ...beside],
      fires: [{ at: `${before + needed + 4}m`, labels }],
      quiet: [
        `${before}m`,
        ...(forMinutes > 1 ? [`${before + forMinutes - 1}m`, `${before + needed - 1}m`] : []),
        `${before + lasts + windowMinutes + 3}m`,
      ],
    },
    { ...stays, quiet: ['5m', '60m', '120m'] },
    ...(forMinutes < 4
      ? []
      : [
          {
            title: 'stays quiet when it was bad for a moment',
            series: [gauge(`${good}x${before} ${bad}x${moment} ${good}x200`), ...beside],
            fires: [],
            quiet: [`${before + moment + 1}m`, `${before + needed + 4}m`],
          },
        ]),
  ];
}
