import type { AlertProof } from '../model/alert.ts';
import type { ProofSeries, RuleContext } from './rule-context.ts';

/** A share of failures that is too high, and of enough events to mean something. */
export interface FailureShare {
  /** Selectors of counters. */
  readonly failures: string;
  readonly events: string;
  readonly minutes: number;
  /** Of what there must be `least` within the window. */
  readonly guard: 'failures' | 'events';
  readonly least: number;
  /** Above 0 and below 1. */
  readonly share: number;
  /** Labels by wire name that tell one alert from another. */
  readonly labels: readonly string[];
}

export function failureShare({ sum }: RuleContext, spec: FailureShare): string {
  const { events, failures, guard, labels, least, minutes, share } = spec;
  const counted = (selector: string): string => sum(`increase(${selector}[${minutes}m])`, ...labels);
  return [
    counted(failures),
    '/',
    `${counted(events)} > ${share}`,
    'and',
    `${counted(guard === 'failures' ? failures : events)} >= ${least}`,
  ].join('\n');
}

/** What must be shown of an alert made with `failureShare`. */
export interface FailureShareCase extends Pick<FailureShare, 'minutes' | 'guard' | 'least' | 'share'> {
  readonly forMinutes: number;
  readonly failed: (values: string) => ProofSeries;
  readonly succeeded: (values: string) => ProofSeries;
  /** What must not count, as a success or as a failure. @default none */
  readonly ignored?: {
    readonly failed?: (values: string) => ProofSeries;
    readonly succeeded?: (values: string) => ProofSeries;
  };
  readonly resulting: Readonly<Record<string, string>>;
}

const figure = (value: number): number => Number(value.toPrecision(6));

/** Constant growth for some minutes. */
const grows = (perMinute: number, minutes = 400): string => `0+${figure(perMinute)}x${minutes}`;

/** Successes a minute beside so many failures, for a share. */
const beside = (failures: number, share: number): number => (failures * (1 - share)) / share;

function firing(spec: FailureShareCase): AlertProof {
  const { failed, forMinutes, ignored, least, minutes, resulting, share, succeeded } = spec;
  const stops = minutes + forMinutes + 5;
  const noise = ignored?.succeeded?.(grows(least * 1000));
  return {
    title: 'fires while the share is too high, and resolves',
    series: [
      failed(`0+${least}x${stops} ${least * stops}x400`),
      succeeded(grows(beside(least, (1 + share) / 2))),
      ...(noise === undefined ? [] : [noise]),
    ],
    fires: [{ at: `${stops - 1}m`, labels: resulting }],
    quiet: [`${forMinutes}m`, `${stops + minutes + 2}m`],
  };
}

/** Fewer than is asked for within the window, although most fail; what is ignored would make them enough. */
function few(spec: FailureShareCase): AlertProof {
  const { failed, forMinutes, guard, ignored, least, minutes, share, succeeded } = spec;
  const noise = ignored?.failed?.(grows(least * 1000));
  const failures = least - 1;
  const own =
    guard === 'events'
      ? [failed(grows(least / (2 * minutes)))]
      : [failed(`0x5 ${failures}x400`), succeeded(`0x5 ${figure(beside(failures, share) / 2)}x400`)];
  return {
    title: 'stays quiet when there were few',
    series: [...own, ...(noise === undefined ? [] : [noise])],
    fires: [],
    // What happens at once at minute 6 is within the window when the alert would fire.
    quiet: [`${forMinutes + 7}m`, '60m'],
  };
}

function small(spec: FailureShareCase): AlertProof {
  const { failed, ignored, least, share, succeeded } = spec;
  const noise = ignored?.failed?.(grows(least * 1000));
  return {
    title: 'stays quiet while the share is small',
    series: [failed(grows(least)), succeeded(grows(beside(least, share / 2))), ...(noise === undefined ? [] : [noise])],
    fires: [],
    quiet: ['30m', '60m'],
  };
}

/** Fires and resolves; stays quiet for few events, for a small share, and for what does not count. */
export const failureShareProofs = (spec: FailureShareCase): readonly AlertProof[] => [
  firing(spec),
  few(spec),
  small(spec),
];
