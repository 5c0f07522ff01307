import { Writable } from 'node:stream';
import { types } from 'node:util';
import type { Redactor } from '@plumbline/redact';
import { isRedactor } from './cleaner.ts';
import { type Fault, quoted, shown } from './faults.ts';
import { isLineLevel, KNOWN_LEVELS, type LineWriter } from './options.ts';

/** Judges the value of one option. */
export type Check = (value: unknown, name: string) => readonly Fault[];

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const is = (name: string, value: unknown, fix: string): Fault => ({ what: `\`${name}\` is ${shown(value)}`, fix });

/** A check that a value passes or not. */
export const must =
  (holds: (value: unknown) => boolean, fix: string): Check =>
  (value, name) =>
    holds(value) ? [] : [is(name, value, fix)];

export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

export const mustBeFunction: Check = must((value) => typeof value === 'function', 'Give a function.');

/** A Writable of Node, also one of another copy of its code. */
const isStream = (value: object): boolean =>
  value instanceof Writable || typeof (value as { writableLength?: unknown }).writableLength === 'number';

function streamFault(stream: object, name: string): Fault {
  const { fd, path } = stream as { fd?: unknown; path?: unknown };
  const what = `\`${name}\` is a stream of Node, which writes later: what it still holds is lost at \`process.exit\``;
  if (typeof fd === 'number')
    return { what, fix: `Use \`${name}: ${fd}\`, its descriptor, to which lines are written at once.` };
  if (typeof path === 'string')
    return { what, fix: `Use \`${name}: ${quoted(path)}\`, its path, to which lines are written at once.` };
  return {
    what,
    fix: 'Give a path or a descriptor; where lines may be lost, `{ write: (line) => void stream.write(line) }`.',
  };
}

const DESTINATION = 'Give a file descriptor above 0, a path, or an object with a synchronous `write(line)`.';

export const destinationFaults: Check = (value, name) => {
  if (typeof value === 'number' ? Number.isInteger(value) && value > 0 : isText(value)) return [];
  if (!isRecord(value)) return [is(name, value, DESTINATION)];
  if (isStream(value)) return [streamFault(value, name)];
  const { write, flushSync } = value as Partial<Record<keyof LineWriter, unknown>>;
  if (typeof write !== 'function') return [{ what: `\`${name}\` is an object without \`write\``, fix: DESTINATION }];
  const late = types.isAsyncFunction(write)
    ? [
        {
          what: `\`${name}.write\` is async, and nobody waits for it: lines are lost when the process ends`,
          fix: DESTINATION,
        },
      ]
    : [];
  return flushSync === undefined ? late : [...late, ...mustBeFunction(flushSync, `${name}.flushSync`)];
};

const REPEAT = 'Give an object such as `{ burst: 100, perMs: 1000 }`.';
const LINE_LEVELS = `Use ${KNOWN_LEVELS.replace(', silent', '')}.`;

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;
const isPeriod = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;
const areLevels = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isLineLevel);

const REPEAT_CHECKS: Readonly<Record<string, Check>> = {
  burst: must(isCount, 'Give a whole number of lines above 0.'),
  perMs: must(isPeriod, 'Give a number of milliseconds above 0.'),
  levels: must((value) => value === undefined || areLevels(value), `Give a list of levels. ${LINE_LEVELS}`),
};

export const repeatFaults: Check = (repeat, name) => {
  if (!isRecord(repeat)) return [is(name, repeat, REPEAT)];
  const known = Object.keys(REPEAT_CHECKS);
  const strays = Object.keys(repeat).filter((key) => !known.includes(key));
  return [
    ...strays.map((key) => ({
      what: `unknown option \`${name}.${key}\``,
      fix: `\`${name}\` takes ${known.join(', ')}.`,
    })),
    ...Object.entries(REPEAT_CHECKS).flatMap(([key, check]) => check(repeat[key], `${name}.${key}`)),
  ];
};

const isShare = (value: unknown): boolean =>
  value === undefined || (typeof value === 'number' && value >= 0 && value <= 1);

export const samplingFaults: Check = (sampling, name) => {
  if (!isRecord(sampling)) return [is(name, sampling, 'Give shares by level, such as `{ debug: 0.1 }`.')];
  return Object.entries(sampling).flatMap(([level, share]) =>
    isLineLevel(level)
      ? must(isShare, 'Give a share from 0 to 1.')(share, `${name}.${level}`)
      : [{ what: `\`${name}.${level}\` is no level of lines`, fix: LINE_LEVELS }],
  );
};

/** What a line is cleaned with. */
const REDACTOR: readonly (keyof Redactor)[] = ['text', 'plain', 'stringify', 'members'];

const ERROR_NAME =
  "Make it with `createRedactor({ errorName: 'type' })`: the contract of a line names the kind of an error `type`.";

/** Whether it calls the name of an error `type`; what throws here is judged by the lines. */
function namesType(redactor: Redactor): boolean {
  try {
    const probe = Object.assign(new Error('x'), { stack: '' });
    return Object.hasOwn(Object(redactor.plain(probe)) as object, 'type');
  } catch {
    return true;
  }
}

/** A policy is judged by the redactor that is made of it; one that comes ready has to be whole, or each line would be lost. */
export const redactFaults: Check = (value, name) => {
  if (!isRecord(value)) return [is(name, value, 'Give a policy of `@plumbline/redact`, or a redactor made with it.')];
  if (!isRedactor(value)) {
    // Both are the logger's own here, so that the redactor does not judge what was given.
    const { errorName, onRedact } = value;
    const fix = 'Leave it out: the contract of a line names the kind of an error `type`.';
    return [
      ...(errorName === undefined || errorName === 'type' ? [] : [is(`${name}.errorName`, errorName, fix)]),
      ...(onRedact === undefined ? [] : mustBeFunction(onRedact, `${name}.onRedact`)),
    ];
  }
  const missing = REDACTOR.filter((method) => typeof value[method] !== 'function');
  if (missing.length > 0)
    return [
      {
        what: `\`${name}\` is a redactor without ${missing.join(', ')}`,
        fix: 'Give a redactor of `@plumbline/redact`.',
      },
    ];
  return namesType(value)
    ? []
    : [{ what: `\`${name}\` is a redactor that calls the kind of an error \`name\``, fix: ERROR_NAME }];
};
