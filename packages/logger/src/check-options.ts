import { PlumblineError } from '@plumbline/core';
import type { Redactor } from '@plumbline/redact';
import { isRedactor } from './cleaner.ts';
import { EVERYTHING, levelFaults } from './levels.ts';
import { isLevel, KNOWN_LEVELS, type Level, type LineWriter, type LoggerOptions } from './options.ts';

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

function isWriter(value: unknown): value is LineWriter {
  return typeof value === 'object' && value !== null && typeof (value as { write?: unknown }).write === 'function';
}

function destinationFaults(value: unknown, name: string): string[] {
  const isOpenable = typeof value === 'number' ? Number.isInteger(value) && value > 0 : isText(value);
  if (isOpenable) return [];
  if (!isWriter(value))
    return [`\`${name}\` is neither a file descriptor above 0, a path, nor an object with \`write\``];
  const { flushSync } = value as { flushSync?: unknown };
  return flushSync === undefined ? [] : functionFaults(flushSync, `${name}.flushSync`);
}

/** A level of lines, as opposed to one that can be set. */
const isLineLevel = (value: unknown): value is Level => isLevel(value) && value !== 'silent';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const unknownNames = (value: object, known: readonly string[], name: string): string[] =>
  Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `unknown option \`${name}.${key}\`: \`${name}\` takes ${known.join(', ')}`);

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

/** What a line is cleaned with. */
const REDACTOR: readonly (keyof Redactor)[] = ['text', 'plain', 'stringify', 'members'];

/** A policy is judged by the redactor that is made of it; one that comes ready has to be whole, or each line would be lost. */
function redactFaults(value: unknown, name: string): string[] {
  if (!isRecord(value)) return [`\`${name}\` is neither a policy nor a redactor of @plumbline/redact`];
  if (!isRedactor(value)) return [];
  const missing = REDACTOR.filter((method) => typeof value[method] !== 'function');
  return missing.length === 0 ? [] : [`\`${name}\` is a redactor without ${missing.join(', ')}`];
}

const meterFaults = (value: unknown, name: string): string[] =>
  isRecord(value) && typeof value['createCounter'] === 'function' ? [] : [`\`${name}\` has no \`createCounter\``];

const functionFaults = (value: unknown, name: string): string[] =>
  typeof value === 'function' ? [] : [`\`${name}\` is no function`];

/** What is wrong with each option that is given; the rest is judged by whoever takes it. */
const CHECKS: Readonly<Record<keyof LoggerOptions, (value: unknown, name: string) => readonly string[]>> = {
  service: (value, name) => (isText(value) ? [] : [`\`${name}\` is no text that names the service`]),
  level: (value, name) => (isLevel(value) ? [] : [`\`${name}\` is not one of ${KNOWN_LEVELS}`]),
  levels: levelFaults,
  destination: destinationFaults,
  pretty: switchFaults,
  colors: switchFaults,
  repeat: repeatFaults,
  sampling: samplingFaults,
  keep: (value, name) =>
    Array.isArray(value) && value.every((one) => typeof one === 'string') ? [] : [`\`${name}\` is no list of messages`],
  redact: redactFaults,
  context: functionFaults,
  meter: meterFaults,
  onLine: functionFaults,
};

/** Names of all options, for the documentation. */
export const OPTION_NAMES: readonly string[] = Object.keys(CHECKS);

function faultsOf(options: Readonly<Record<string, unknown>>): readonly string[] {
  const faults = Object.entries(options).flatMap(([name, value]) => {
    if (!Object.hasOwn(CHECKS, name)) return [`unknown option \`${name}\``];
    return value === undefined ? [] : CHECKS[name as keyof LoggerOptions](value, name);
  });
  const { service, level, levels } = options;
  if (service === undefined) faults.push('`service` is missing');
  if (level !== undefined && isRecord(levels) && levels[EVERYTHING] !== undefined)
    faults.push('`level` and `levels.*` say the same thing twice');
  return faults;
}

const FIX = "Give what is asked for, or leave the option out; `createLogger({ service: 'orders' })` is enough.";
const NAMES = `All options are ${OPTION_NAMES.join(', ')}.`;

/** Lists every fault of the options at once. @throws PlumblineError `PLB_LOGGER_OPTION` */
export function checkOptions(options: LoggerOptions): void {
  const given: unknown = options;
  const faults = isRecord(given) ? faultsOf(given) : ['the options are no object'];
  if (faults.length === 0) return;
  const isStray = Object.keys(given ?? {}).some((name) => !Object.hasOwn(CHECKS, name));
  const fix = isStray ? `${FIX} ${NAMES}` : FIX;
  throw new PlumblineError('PLB_LOGGER_OPTION', `createLogger: ${faults.join('; ')}`, { fix });
}
