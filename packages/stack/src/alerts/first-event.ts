import type { AlertProof } from '../model/alert.ts';
import type { ProofSeries, RuleContext } from './rule-context.ts';

/** How far back a series is looked for that was silent: what comes back with the same value after that has no news. */
const REMEMBERED = '1d';

/**
 * Whether anything happened within the window. `increase` alone is blind for the first event after a start, when the
 * counter is born with the value 1; the second part asks whether the series has another value than before the window, or
 * had none for a day. A network that was away for an hour, or a collector, is no event.
 */
export function firstEvent(context: RuleContext, selector: string, minutes: number, ...labels: string[]): string {
  const { sum } = context;
  return [
    `(${sum(`increase(${selector}[${minutes}m])`, ...labels)} > 0)`,
    'or',
    `(${sum(`${selector} unless ${selector} == last_over_time(${selector}[${REMEMBERED}] offset ${minutes}m)`, ...labels)} > 0)`,
  ].join('\n');
}

/** For the runbook: nobody knows what a counter held before it was seen, so it is told once more rather than never. */
export const IS_IT_NEWS =
  'Is it news? A stack that starts beside a service that has run for long, or hears of it again after more than a day, tells once what the counter held already: the time of the lines in the log says when it was.';

/** What must be shown of an alert made with `firstEvent`. */
export interface FirstEventCase {
  readonly minutes: number;
  /** The series that is counted, with the values given. */
  readonly counted: (values: string) => ProofSeries;
  /** Series that are not counted however much happens. @default none */
  readonly ignored?: (values: string) => readonly ProofSeries[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Fires on the first event of a new series and on one of an old series, resolves, and stays quiet for anything else. */
export function firstEventProofs({ counted, ignored, labels, minutes }: FirstEventCase): readonly AlertProof[] {
  const old = minutes + 5;
  const over = `${old + minutes + 5}m`;
  return [
    {
      title: 'fires on the first event after a start, and resolves',
      series: [counted('_x5 1x200')],
      fires: [{ at: '6m', labels }],
      quiet: ['4m', `${minutes + 10}m`],
    },
    {
      title: 'fires on an event of a service that has run for long, and resolves',
      series: [counted(`0x${old} 1x200`)],
      fires: [{ at: `${old + 2}m`, labels }],
      quiet: [`${old}m`, over],
    },
    {
      title: 'fires when a replica begins anew and comes to the value that it had before, and resolves',
      series: [counted(`1x${old} 0x1 1x200`)],
      fires: [{ at: `${old + 4}m`, labels }],
      quiet: [`${old}m`, `${old + minutes + 5}m`],
    },
    {
      title: 'stays quiet when a counter comes back after a silence with the value that it had',
      series: [counted(`1x${old} _x${2 * minutes} 1x200`)],
      fires: [],
      quiet: [1, 3, minutes - 1, minutes + 2].map((more) => `${old + 2 * minutes + more}m`),
    },
    {
      title: 'fires for what happened during a silence, when the counter comes back, and resolves',
      series: [counted(`1x${old} _x${2 * minutes} 2x200`)],
      fires: [{ at: `${old + 2 * minutes + 2}m`, labels }],
      quiet: [`${old + minutes}m`, `${old + 3 * minutes + 4}m`],
    },
    {
      title: 'stays quiet while the counter stands still and all else counts',
      series: [counted('0x200'), ...(ignored?.('0+1x200') ?? [])],
      fires: [],
      quiet: ['1m', '10m', over],
    },
  ];
}
