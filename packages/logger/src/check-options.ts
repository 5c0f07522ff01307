import { isPlumblineError } from '@plumbline/core';
import { createRedactor } from '@plumbline/redact';
import { isRedactor } from './cleaner.ts';
import { type Fault, optionError, shown } from './faults.ts';
import { EVERYTHING, levelFaults } from './levels.ts';
import {
  type Check,
  destinationFaults,
  isRecord,
  isText,
  must,
  mustBeFunction,
  redactFaults,
  repeatFaults,
  samplingFaults,
} from './option-faults.ts';
import { isLevel, KNOWN_LEVELS, type LoggerOptions } from './options.ts';

const SERVICE = "Name the service: `createLogger({ service: 'orders' })`.";

const mustBeSwitch = must((value) => typeof value === 'boolean' || value === 'auto', "Use true, false or 'auto'.");

// The owner has to be able to write to it.
const isMode = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) <= 0o777 && ((value as number) & 0o200) !== 0;

/** What is wrong with each option that is given; the rest is judged by whoever takes it. */
const CHECKS: Readonly<Record<keyof LoggerOptions, Check>> = {
  service: must(isText, `${SERVICE} A blank text is no name.`),
  level: must(isLevel, `Use one of ${KNOWN_LEVELS}.`),
  levels: levelFaults,
  destination: destinationFaults,
  fileMode: must(isMode, 'Give a mode with which the owner may write, such as 0o640.'),
  pretty: mustBeSwitch,
  colors: mustBeSwitch,
  repeat: repeatFaults,
  sampling: samplingFaults,
  keep: must(
    (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
    "Give a list of messages, such as `['order created']`.",
  ),
  redact: redactFaults,
  context: mustBeFunction,
  errorId: mustBeFunction,
  meter: must(
    (value) => isRecord(value) && typeof value['createCounter'] === 'function',
    'Give a meter of `@plumbline/core`: an object with `createCounter`.',
  ),
  onLine: mustBeFunction,
  onLost: mustBeFunction,
};

/** Names of all options, for the documentation. */
export const OPTION_NAMES: readonly string[] = Object.keys(CHECKS);

/** What is wrong with options beside one another. */
function pairFaults({ service, level, levels, pretty, colors }: Readonly<Record<string, unknown>>): readonly Fault[] {
  const faults: Fault[] = [];
  if (service === undefined) faults.push({ what: '`service` is missing', fix: SERVICE });
  if (level !== undefined && isRecord(levels) && levels[EVERYTHING] !== undefined)
    faults.push({
      what: `\`level\` and \`levels.*\` are one option, given as ${shown(level)} and ${shown(levels[EVERYTHING])}`,
      fix: 'Leave out one of them.',
    });
  if (pretty === false && colors === true)
    faults.push({ what: '`colors` is true and `pretty` is false: a record has no colors', fix: 'Leave out `colors`.' });
  return faults;
}

const isStray = (name: string): boolean => !Object.hasOwn(CHECKS, name);

function faultsOf(options: Readonly<Record<string, unknown>>): readonly Fault[] {
  const faults = Object.entries(options).flatMap(([name, value]): readonly Fault[] => {
    if (isStray(name)) return [{ what: `unknown option \`${name}\``, fix: 'Leave it out, or correct its name.' }];
    return value === undefined ? [] : CHECKS[name as keyof LoggerOptions](value, name);
  });
  return [...faults, ...pairFaults(options)];
}

interface Problem {
  readonly option: string;
  readonly what: string;
  readonly fix: string;
}

/** What the redactor itself will say of its policy, so that nobody hears of it only when all else is right. */
function policyFaults(redact: unknown): readonly Fault[] {
  if (!isRecord(redact) || isRedactor(redact)) return [];
  try {
    // The name that lines are refused for is judged here, and everything else there.
    createRedactor({ ...redact, errorName: 'type' });
    return [];
  } catch (error) {
    const { problems = [] } = error as { problems?: readonly Problem[] };
    if (problems.length > 0)
      return problems.map(({ option, what, fix }) => ({ what: `\`redact.${option}\` ${what}`, fix }));
    return isPlumblineError(error) ? [{ what: `\`redact\`: ${error.message}`, fix: error.fix }] : [];
  }
}

/** Lists every fault of the options at once. @throws PlumblineError `PLB_LOGGER_OPTION` */
export function checkOptions(options: LoggerOptions): void {
  const given: unknown = options;
  if (!isRecord(given)) throw optionError('createLogger', [{ what: `the options are ${shown(given)}`, fix: SERVICE }]);
  const faults = faultsOf(given);
  if (faults.length === 0) return;
  const hint = Object.keys(given).some(isStray) ? ` All options are ${OPTION_NAMES.join(', ')}.` : '';
  throw optionError('createLogger', [...faults, ...policyFaults(given['redact'])], hint);
}
