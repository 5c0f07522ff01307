import { type Meter, PlumblineError } from '@plumbline/core';
import type { RequestContext } from '@plumbline/core/context';
import type { Redactor, RedactorOptions } from '@plumbline/redact';

/** Lower case names, as they stand in the line's `level`. */
export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** A level, or `silent` for nothing at all. */
export type LevelSetting = Level | 'silent';

/** Something that takes finished lines, each with its newline. */
export interface LineWriter {
  write(line: string): void;
}

/** A line before it became text: plain and redacted. It shares parts with other lines, so it must not be changed. */
export interface LineRecord {
  readonly level: Level;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly message: string;
  /** Everything else of the line but `service`: what the request context gives, then the fields. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface LoggerOptions {
  /** `service` of every line. */
  readonly service: string;
  /** @default 'info' */
  readonly level?: LevelSetting;
  /** Levels of children with a `module` binding: `{ db: 'debug' }`. */
  readonly moduleLevels?: Readonly<Record<string, LevelSetting>>;
  /** A file descriptor, a path, or an object that takes lines. Descriptors and files are written synchronously. @default 1 */
  readonly destination?: number | string | LineWriter;
  /**
   * A policy for `@plumbline/redact`, or a redactor made elsewhere. Only a policy is counted here: whoever made a
   * redactor counts its finds through its `onRedact`. @default the strict preset
   */
  readonly redact?: RedactorOptions | Redactor;
  /** Where request and actor come from. @default the current context of `@plumbline/core/context` */
  readonly context?: () => RequestContext | undefined;
  /** Counts lines, redactions and failures. @default a meter that measures nothing */
  readonly meter?: Meter;
  /** Gets each finished, redacted line and its record, for OTLP. What it throws is counted and ignored. */
  readonly onLine?: (line: string, record: LineRecord) => void;
}

/** Pino's numbers, so that a line means the same to tools that know pino. */
export const LEVELS: Readonly<Record<LevelSetting, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: Number.POSITIVE_INFINITY,
};

/** Whether a value is a level that can be set. */
export function isLevel(value: unknown): value is LevelSetting {
  return typeof value === 'string' && Object.hasOwn(LEVELS, value);
}

const NAMES: ReadonlySet<string> = new Set([
  'service',
  'level',
  'moduleLevels',
  'destination',
  'redact',
  'context',
  'meter',
  'onLine',
]);

function isWriter(value: unknown): value is LineWriter {
  return typeof value === 'object' && value !== null && typeof (value as { write?: unknown }).write === 'function';
}

function isDestination(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && value > 0;
  return (typeof value === 'string' && value !== '') || isWriter(value);
}

/** Lists every fault of the options at once. */
export function checkOptions(options: LoggerOptions): void {
  const known = `one of ${Object.keys(LEVELS).join(', ')}`;
  const faults = Object.keys(options)
    .filter((name) => !NAMES.has(name))
    .map((name) => `unknown option \`${name}\``);
  if (typeof options.service !== 'string' || options.service.trim() === '') faults.push('`service` is empty');
  if (options.level !== undefined && !isLevel(options.level)) faults.push(`\`level\` is not ${known}`);
  for (const [name, level] of Object.entries(options.moduleLevels ?? {})) {
    if (!isLevel(level)) faults.push(`\`moduleLevels.${name}\` is not ${known}`);
  }
  if (options.destination !== undefined && !isDestination(options.destination)) {
    faults.push('`destination` is neither a file descriptor above 0, a path, nor an object with `write`');
  }
  for (const name of ['context', 'onLine'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') faults.push(`\`${name}\` is no function`);
  }
  if (faults.length > 0) throw new PlumblineError('PLB_LOGGER_OPTION', `createLogger: ${faults.join('; ')}`);
}
