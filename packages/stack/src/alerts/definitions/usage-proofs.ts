import type { AlertProof } from '../../model/alert.ts';
import type { StackModel } from '../../model/stack-model.ts';
import type { ProofSeries, RuleContext } from '../rule-context.ts';

/** Fewest core actions of two hours, a week or a day ago, of which a fall means something. */
const LEAST_USAGE = 50;

/** A service with 20 actions a day never reaches it, not even when all of them come within one hour. */
export const leastUsage = ({ thresholds }: StackModel): number => Math.max(LEAST_USAGE, thresholds.minEvents);

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
  const noise = other('0+100x600');
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

/** Used from the day before until four hours before the working hours of this day, and never again. */
function fallsSilent({ core }: Actions, { model }: RuleContext, day: number, each: number): ProofSeries {
  const began = steps(WEEK + day - DAY);
  const lasts = steps(DAY + model.usage.hours[0] * HOUR) - 8;
  return core(`_x${began} 0+${each}x${lasts} ${each * lasts}x400`);
}

/** Little used for more than a week, and as fallsSilent on its last day: a week ago there was less than means something. */
function crowdOfOneDay({ core, usual }: Actions, { model }: RuleContext, day: number): ProofSeries {
  const before = steps(WEEK + day - DAY);
  const lasts = steps(DAY + model.usage.hours[0] * HOUR) - 8;
  const little = usual / 4;
  const began = little * before;
  return core(`0+${little}x${before} ${began}+${usual}x${lasts} ${began + usual * lasts}x400`);
}

/** In the first week, compared with the day before and by the clock. */
function clockProofs(actions: Actions, context: RuleContext): readonly AlertProof[] {
  const { core, other, usual } = actions;
  const { days, hours } = context.model.usage;
  const interval = at(STEP);
  const noise = other('0+100x600');
  const day = dayStart(days, true) ?? 0;
  const begins = WEEK + day + hours[0] * HOUR;
  const ends = WEEK + day + hours[1] * HOUR;
  const before = steps(WEEK + day - DAY);
  const later = [at(begins + STEP), at(begins + 3 * STEP)];
  return [
    {
      interval,
      title: 'fires when a new service is used no more in working hours, and resolves after them',
      series: [fallsSilent(actions, context, day, usual), noise],
      fires: [{ at: at(begins + STEP), labels: context.labels() }],
      quiet: [at(begins - STEP), at(begins), ...(hours[1] < 24 ? [at(ends + STEP)] : [])],
    },
    {
      interval,
      title: 'stays quiet after a crowd of one day, for a service that is older than a week',
      series: [crowdOfOneDay(actions, context, day), noise],
      fires: [],
      quiet: later,
    },
    {
      interval,
      title: 'stays quiet for a new service that had little use the day before',
      series: [fallsSilent(actions, context, day, usual / 4), noise],
      fires: [],
      quiet: later,
    },
    {
      interval,
      title: 'stays quiet for a new service at a quarter of the use of the day before',
      series: [core(`_x${before} 0+${usual}x${steps(DAY)} ${usual * steps(DAY)}+${usual / 4}x200`), noise],
      fires: [],
      quiet: later,
    },
  ];
}

/** On a day on which nobody is expected, where there is one. */
function freeProofs(actions: Actions, context: RuleContext): readonly AlertProof[] {
  const { days, hours } = context.model.usage;
  const free = dayStart(days, false);
  if (free === undefined) return [];
  return [
    {
      interval: at(STEP),
      title: 'stays quiet on a day without work',
      series: [fallsSilent(actions, context, free, actions.usual), actions.other('0+100x600')],
      fires: [],
      quiet: [at(WEEK + free + hours[0] * HOUR + 2 * STEP)],
    },
  ];
}

/** Twenty actions a day, on each day within the same half hour, and on one day not at all. */
function smallProof({ core, other }: Actions): AlertProof {
  const day = (number: number): string => `${20 * number}x39 ${20 * (number + 1)}x${steps(DAY) - 41}`;
  const lines = [0, 1, 2, 3, 4, 5, 6].map(day);
  return {
    interval: at(STEP),
    title: 'stays quiet, by day and by night, for a service with 20 actions a day',
    series: [core(`${lines.join(' ')} 140x400`), other('0+100x700')],
    fires: [],
    quiet: [20, 20.5, 21, 21.5, 22, 27, 34, 45].map((hour) => at(WEEK + hour * HOUR)),
  };
}

/** Fires compared with the week before and by the clock; stays quiet for little use, less use, other actions and free days. */
export function usageQuietProofs(context: RuleContext): readonly AlertProof[] {
  const [first = ''] = context.model.usage.core;
  const action =
    (name: string) =>
    (values: string): ProofSeries =>
      context.series('plumbline.usage.actions', { action: name }, values);
  // Four steps are two hours; twice the least number of events falls below it at a quarter, and halves and eighths add up exactly.
  const usual = leastUsage(context.model) / 2;
  const actions: Actions = { core: action(first), other: action('other'), usual };
  return [
    ...comparedProofs(actions, context),
    ...clockProofs(actions, context),
    ...freeProofs(actions, context),
    smallProof(actions),
  ];
}
