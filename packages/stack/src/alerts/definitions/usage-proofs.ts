import type { AlertProof } from '../../model/alert.ts';
import type { ProofSeries, RuleContext } from '../rule-context.ts';

const STEP = 30;
const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const at = (minutes: number): string => `${minutes}m`;
const steps = (minutes: number): number => minutes / STEP;

/** Proofs begin on 1 January 1970, a Thursday. Minutes until a day begins that is, or is not, among those given. */
function dayStart([from, to]: readonly [number, number], isAmong: boolean): number | undefined {
  const found = [0, 1, 2, 3, 4, 5, 6].find((days) => {
    const day = (4 + days) % 7;
    return (day >= from && day <= to) === isAmong;
  });
  return found === undefined ? undefined : found * DAY;
}

interface Actions {
  readonly core: (values: string) => ProofSeries;
  /** An action that is not core. */
  readonly other: (values: string) => ProofSeries;
  /** Core actions in each half hour, so many that two hours are enough for a comparison. */
  readonly usual: number;
}

/** Compared with the week before. */
function comparedProofs({ core, other, usual }: Actions, { labels, model }: RuleContext): readonly AlertProof[] {
  const week = steps(WEEK);
  const interval = at(STEP);
  const total = usual * week;
  const noise = other('0+100x3000');
  const working = WEEK + (dayStart(model.usage.days, true) ?? 0) + model.usage.hours[0] * HOUR;
  return [
    {
      interval,
      title: 'fires when a service of a week is used no more, and resolves',
      series: [core(`0+${usual}x${week} ${total}x10 ${total}+${usual}x200`), noise],
      fires: [{ at: at(WEEK + 2 * HOUR + STEP), labels: labels() }],
      quiet: [at(WEEK), at(WEEK + 2 * HOUR), at(WEEK + 8 * HOUR)],
    },
    {
      interval,
      title: 'stays quiet at a quarter of the usual use',
      series: [core(`0+${usual}x${week} ${total}+${usual / 4}x200`), noise],
      fires: [],
      quiet: [at(WEEK + 3 * HOUR), at(WEEK + 8 * HOUR)],
    },
    {
      interval,
      title: 'stays quiet when there was little use a week ago',
      series: [core(`0+${usual / 4}x${week} ${(usual / 4) * week}x400`), noise],
      fires: [],
      quiet: [at(WEEK + 3 * HOUR), at(working + 2 * STEP)],
    },
  ];
}

/** In the first week, by the clock. */
function clockProofs({ core, other }: Actions, { labels, model }: RuleContext): readonly AlertProof[] {
  const { days, hours } = model.usage;
  const working = dayStart(days, true);
  const free = dayStart(days, false);
  const interval = at(STEP);
  const begins = WEEK + (working ?? 0) + hours[0] * HOUR;
  const ends = WEEK + (working ?? 0) + hours[1] * HOUR;
  return [
    {
      interval,
      title: 'fires when nobody uses a new service in working hours, and resolves after them',
      series: [core(`_x${steps(WEEK)} 0x2000`), other('0+100x4100')],
      fires: [{ at: at(begins + STEP), labels: labels() }],
      quiet: [at(begins - STEP), at(begins), at(ends + STEP)],
    },
    ...(free === undefined
      ? []
      : [
          {
            interval,
            title: 'stays quiet on a day without work',
            series: [core('0x4000')],
            fires: [],
            quiet: [at(free + hours[0] * HOUR + 2 * STEP)],
          },
        ]),
  ];
}

/** Fires compared with the week before and by the clock; stays quiet for little use, less use, other actions and free days. */
export function usageQuietProofs(context: RuleContext): readonly AlertProof[] {
  const [first = ''] = context.model.usage.core;
  const action =
    (name: string) =>
    (values: string): ProofSeries =>
      context.series('plumbline.usage.actions', { action: name }, values);
  // Four steps are two hours; twice the least number of events falls below it at a quarter, and halves and eighths add up exactly.
  const usual = context.model.thresholds.minEvents / 2;
  const actions: Actions = { core: action(first), other: action('other'), usual };
  return [...comparedProofs(actions, context), ...clockProofs(actions, context)];
}
