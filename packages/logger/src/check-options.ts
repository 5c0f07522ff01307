import { PlumblineError } from '@plumbline/core';
import { EVERYTHING, levelFaults } from './levels.ts';
import { isLevel, KNOWN_LEVELS, type Level, type LineWriter, type LoggerOptions } from './options.ts';

function isWriter(value: unknown): value is LineWriter {
  return typeof value === 'object' && value !== null && typeof (value as { write?: unknown }).write === 'function';
}

function isDestination(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && value > 0;
  return (typeof value === 'string' && value !== '') || isWriter(value);
}

/** A level of lines, as opposed to one that can be set. */
const isLineLevel = (value: unknown): value is Level => isLevel(value) && value !== 'silent';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const unknownNames = (value: object, known: readonly string[], name: string): string[] =>
  Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `unknown option \`${name}.${key}\``);

function repeatFaults(repeat: unknown): string[] {
  if (!isRecord(repeat)) return ['`repeat` is no object with `burst` and `perMs`'];
  const { burst, perMs, levels } = repeat;
  const faults = unknownNames(repeat, ['burst', 'perMs', 'levels'], 'repeat');
  if (!Number.isInteger(burst) || (burst as number) < 1) faults.push('`repeat.burst` is no whole number above 0');
  if (!Number.isFinite(perMs) || (perMs as number) <= 0)
    faults.push('`repeat.perMs` is no number of milliseconds above 0');
  if (levels !== undefined && !(Array.isArray(levels) && levels.length > 0 && levels.every(isLineLevel)))
    faults.push('`repeat.levels` is no list of levels');
  return faults;
}

function samplingFaults(sampling: unknown): string[] {
  if (!isRecord(sampling)) return ['`sampling` is no object of shares by level'];
  return Object.entries(sampling).flatMap(([level, share]) => {
    if (!isLineLevel(level)) return [`\`sampling.${level}\` is no level`];
    const fits = typeof share === 'number' && share >= 0 && share <= 1;
    return fits ? [] : [`\`sampling.${level}\` is no share from 0 to 1`];
  });
}

const switchFaults = (value: unknown, name: string): string[] =>
  typeof value === 'boolean' || value === 'auto' ? [] : [`\`${name}\` is neither true, false nor 'auto'`];

const functionFaults = (value: unknown, name: string): string[] =>
  typeof value === 'function' ? [] : [`\`${name}\` is no function`];

/** What is wrong with each option that is given; the rest is judged by whoever takes it. */
const CHECKS: Readonly<Record<keyof LoggerOptions, (value: unknown, name: string) => readonly string[]>> = {
  service: () => [],
  level: (value, name) => (isLevel(value) ? [] : [`\`${name}\` is not one of ${KNOWN_LEVELS}`]),
  levels: levelFaults,
  destination: (value, name) =>
    isDestination(value)
      ? []
      : [`\`${name}\` is neither a file descriptor above 0, a path, nor an object with \`write\``],
  pretty: switchFaults,
  colors: switchFaults,
  repeat: repeatFaults,
  sampling: samplingFaults,
  keep: (value, name) =>
    Array.isArray(value) && value.every((one) => typeof one === 'string') ? [] : [`\`${name}\` is no list of messages`],
  redact: (value, name) => (isRecord(value) ? [] : [`\`${name}\` is neither a policy nor a redactor`]),
  context: functionFaults,
  meter: (value, name) => (isRecord(value) ? [] : [`\`${name}\` is no meter`]),
  onLine: functionFaults,
};

/** Names of all options, for the documentation. */
export const OPTION_NAMES: readonly string[] = Object.keys(CHECKS);

function optionFaults(options: object): readonly string[] {
  return Object.entries(options).flatMap(([name, value]: [string, unknown]) => {
    if (!Object.hasOwn(CHECKS, name)) return [`unknown option \`${name}\``];
    return value === undefined ? [] : CHECKS[name as keyof LoggerOptions](value, name);
  });
}

/** Lists every fault of the options at once. @throws PlumblineError `PLB_LOGGER_OPTION` */
export function checkOptions(options: LoggerOptions): void {
  const given: unknown = options;
  if (!isRecord(given)) throw new PlumblineError('PLB_LOGGER_OPTION', 'createLogger: there are no options');
  const { service, level, levels } = given;
  const faults = [...optionFaults(given)];
  if (typeof service !== 'string' || service.trim() === '') faults.push('`service` is empty');
  if (level !== undefined && isRecord(levels) && levels[EVERYTHING] !== undefined)
    faults.push('`level` and `levels.*` say the same thing twice');
  if (faults.length > 0) throw new PlumblineError('PLB_LOGGER_OPTION', `createLogger: ${faults.join('; ')}`);
}
