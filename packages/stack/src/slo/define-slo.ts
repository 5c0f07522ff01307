import { PlumblineError, signals, unknownOptions } from '@plumbline/core';
import type { Slo, SloIndicator } from '../model/slo.ts';
import { FAST, MOST_SHARE } from './burn-rates.ts';
import { complement, timesComplement } from './decimal.ts';

/** An objective as it is written; what is left out has a default. */
export type SloOptions = Omit<Slo, 'window' | 'minEvents'> & Partial<Pick<Slo, 'window' | 'minEvents'>>;

const OPTIONS = ['name', 'description', 'objective', 'indicator', 'window', 'minEvents'] as const;
const NAME = /^[a-z][a-z0-9-]{0,62}$/;
const WINDOW = /^([1-9]\d?)d$/;
const [FASTEST] = FAST;

/** Bounds of the histogram of requests: only how many ended within one of them is known. */
const BOUNDS: readonly number[] = signals['http.server.request.duration'].boundaries;

const nearest = (seconds: number): number =>
  BOUNDS.toSorted((one, other) => Math.abs(one - seconds) - Math.abs(other - seconds))[0] ?? seconds;

function indicatorFaults(indicator: SloIndicator): readonly string[] {
  if (indicator.kind === 'availability') return [];
  if (indicator.kind === 'latency')
    return BOUNDS.includes(indicator.seconds)
      ? []
      : [
          `\`indicator.seconds\` must be a bound of the histogram of requests, such as ${nearest(indicator.seconds)}, the nearest to ${indicator.seconds}: how many ended within another time is not known`,
        ];
  if (indicator.kind !== 'freshness') return ["`indicator.kind` must be 'availability', 'latency' or 'freshness'"];
  const { job, maxAgeSeconds, set } = indicator;
  return [
    ...((job === undefined) === (set === undefined)
      ? ['`indicator` must name a `job` or a `set` of gauges, one of them']
      : []),
    ...(Number.isFinite(maxAgeSeconds) && maxAgeSeconds > 0 ? [] : ['`indicator.maxAgeSeconds` must be above 0']),
  ];
}

function objectiveFaults(objective: number): readonly string[] {
  if (!(objective > 0 && objective < 1)) return ['`objective` must be above 0 and below 1, such as 0.995'];
  const threshold = Number(timesComplement(FASTEST?.factor ?? 1, objective));
  if (threshold <= MOST_SHARE) return [];
  return [
    `\`objective\` is too low for burn-rate alerts: the fastest would need ${threshold} of all events to fail (${FASTEST?.factor} times the budget of ${complement(objective)}), and could not fire; use 0.9375 or more, or an alert of your own`,
  ];
}

function faultsOf(options: SloOptions): readonly string[] {
  const unknown = unknownOptions(options, OPTIONS);
  if (unknown.length > 0) return unknown;
  const { indicator, minEvents = 50, name, objective, window = '30d' } = options;
  const days = Number(WINDOW.exec(window)?.[1] ?? 0);
  return [
    ...(NAME.test(name) ? [] : ['`name` must be lower case letters, digits and hyphens']),
    ...(days >= 7 && days <= 90 ? [] : ['`window` must be 7 to 90 days, such as `30d`']),
    ...(Number.isInteger(minEvents) && minEvents >= 1 ? [] : ['`minEvents` must be a whole number from 1']),
    ...objectiveFaults(objective),
    ...indicatorFaults(indicator),
  ];
}

/** Every fault of an objective, each with its name. */
export const sloFaults = (options: SloOptions): readonly string[] =>
  faultsOf(options).map((fault) => `SLO \`${options.name}\`: ${fault}`);

/** What is wrong with an objective that was written without `defineSlo`; refuses it with every fault. */
export function checkSlo(options: SloOptions): Slo {
  const faults = faultsOf(options);
  if (faults.length > 0) throw new PlumblineError('PLB_STACK_OPTION', `SLO \`${options.name}\`: ${faults.join('; ')}`);
  return { ...options, window: options.window ?? '30d', minEvents: options.minEvents ?? 50 };
}

/**
 * Declares an objective over events: how many of the requests of 30 days end without a server error, or within a time, or
 * for which share of the time a job or a set of gauges is fresh. Its alerts compare two windows each (14.4, 6, 3 and 1 times
 * the rate at which the budget lasts for the window), and need `minEvents` real events.
 *
 * @throws PLB_STACK_OPTION where an alert could never fire: the objective is too low, or the time is no bound of the histogram
 */
export const defineSlo = (options: SloOptions): Slo => checkSlo(options);
