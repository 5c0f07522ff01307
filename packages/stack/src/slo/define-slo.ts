import { PlumblineError, unknownOptions } from '@plumbline/core';
import type { Slo } from '../model/slo.ts';
import { burnRates, MOST_SHARE } from './burn-rates.ts';
import { complement, timesComplement } from './decimal.ts';
import { indicatorFaults } from './indicator-faults.ts';

/** An objective as it is written; what is left out has a default. */
export type SloOptions = Omit<Slo, 'window' | 'minEvents'> & Partial<Pick<Slo, 'window' | 'minEvents'>>;

const OPTIONS = ['name', 'description', 'objective', 'indicator', 'window', 'minEvents'] as const;
/** OpenSLO names the indicator `NAME-indicator`, and a name there is a DNS label of 63 (RFC 1123). */
const MOST_NAME = 53;
const NAME = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;
const WINDOW = /^([1-9]\d?)d$/;

/** Freshness is asked about at each evaluation of the rules, and the shortest window that counts them has 120. */
const MOST_FRESHNESS_EVENTS = 60;

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

function objectiveFaults(objective: unknown, window: string): readonly string[] {
  if (typeof objective !== 'number' || !(objective > 0 && objective < 1))
    return ['`objective` must be above 0 and below 1, such as 0.995'];
  const fastest = burnRates(window).fast[0]?.factor ?? 1;
  const threshold = Number(timesComplement(fastest, objective));
  if (threshold <= MOST_SHARE) return [];
  const least = Math.ceil((1 - MOST_SHARE / fastest) * 1e4) / 1e4;
  return [
    `\`objective\` is too low for burn-rate alerts: the fastest would need ${threshold} of all events to fail (${fastest} times the budget of ${complement(objective)}), and could not fire; use ${least} or more, or an alert of your own`,
  ];
}

function eventFaults({ indicator, minEvents = 50 }: SloOptions): readonly string[] {
  const isFreshness = indicator.kind === 'freshness';
  const most = isFreshness ? MOST_FRESHNESS_EVENTS : 1e9;
  if (Number.isInteger(minEvents) && minEvents >= 1 && minEvents <= most) return [];
  const why = isFreshness
    ? ': its events are the evaluations of the rules, and an hour has no more than twice that'
    : '';
  return [`\`minEvents\` must be a whole number from 1 to ${most}${why}`];
}

function faultsOf(options: SloOptions): readonly string[] {
  const unknown = unknownOptions(options, OPTIONS);
  if (unknown.length > 0) return unknown;
  const { description, indicator, name, objective, window = '30d' } = options;
  const days = Number(WINDOW.exec(window)?.[1] ?? 0);
  const isWindow = days >= 7 && days <= 90;
  return [
    ...(isText(name) && NAME.test(name) && name.length <= MOST_NAME
      ? []
      : [
          `\`name\` must be at most ${MOST_NAME} lower case letters, digits and hyphens, a letter first and no hyphen last`,
        ]),
    ...(isText(description) ? [] : ['`description` must be a text that says what is counted']),
    ...(isWindow ? [] : ['`window` must be 7 to 90 days, such as `30d`']),
    ...objectiveFaults(objective, isWindow ? window : '30d'),
    ...eventFaults(options),
    ...indicatorFaults(indicator, isWindow ? days : 30),
  ];
}

/** Every fault of an objective, each with its name. */
export const sloFaults = (options: SloOptions): readonly string[] =>
  faultsOf(options).map((fault) => `SLO \`${options.name}\`: ${fault}`);

/** The one way to an objective, whoever wrote it and how: refuses it with every fault, and fills in what was left out. */
export function checkSlo(options: SloOptions): Slo {
  const faults = faultsOf(options);
  if (faults.length > 0) throw new PlumblineError('PLB_STACK_OPTION', `SLO \`${options.name}\`: ${faults.join('; ')}`);
  return { ...options, window: options.window ?? '30d', minEvents: options.minEvents ?? 50 };
}

/** Names that more than one objective has: their rules and tests would be one group and one file. */
export function namesTwice(slos: readonly Pick<Slo, 'name'>[]): readonly string[] {
  const names = slos.map(({ name }) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
    (name) => `two objectives are called \`${name}\`: give each a name of its own`,
  );
}

/** All objectives of a stack, checked and whole. */
export function checkSlos(slos: readonly SloOptions[]): readonly Slo[] {
  const [twice] = namesTwice(slos);
  if (twice !== undefined) throw new PlumblineError('PLB_STACK_OPTION', twice);
  return slos.map((slo) => checkSlo(slo));
}

/**
 * Declares an objective over events: how many of the requests of 30 days end without a server error, or within a time, or
 * for which share of the time a job or a set of gauges is fresh. Its alerts compare two windows each: for 30 days 14.4, 6, 3
 * and 1 times the rate at which the budget lasts ("Site Reliability Workbook", chapter 5), for other windows in proportion and
 * never below 1. They need `minEvents` real events.
 *
 * @throws PLB_STACK_OPTION where an alert could never fire: the objective is too low, or the time is no bound of the histogram
 */
export const defineSlo = (options: SloOptions): Slo => checkSlo(options);
