import type { Meter } from '@plumbline/core';
import type { RequestContext } from '@plumbline/core/context';
import type { Redactor, RedactorOptions } from '@plumbline/redact';
import type { LevelMap } from './levels.ts';
import type { RepeatOptions } from './repeat.ts';
import type { Sampling } from './sampling.ts';

/** Lower case names, as they stand in the line's `level`. */
export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** A level, or `silent` for nothing at all. */
export type LevelSetting = Level | 'silent';

/**
 * Something that takes finished lines, each with its newline. `write` must be synchronous: nobody waits for it, so a line that
 * it keeps for later is lost when the process ends first. That is why a stream of Node and an async function are refused.
 */
export interface LineWriter {
  /** The line is where it belongs when this returns. What it throws counts as one lost line. A line that it logs itself is lost too. */
  write(line: string): void;
  /** Hands over what it holds, before it returns; called by `flush()`. What it throws counts as a failure. */
  flushSync?(): void;
}

/** What a finished line says, as data. */
export interface LineRecord {
  readonly level: Level;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly message: string;
  /** Everything else of the line but `service`: what the request context gives, then the fields. Read from the line when asked for first. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface LoggerOptions {
  /** `service` of every line; a text that is not blank. */
  readonly service: string;
  /** The level of everything that `levels` does not name. @default 'info' */
  readonly level?: LevelSetting | undefined;
  /** Levels of children by their `module` binding: `{ db: 'debug' }`. `*` is the same as `level`. @default {} */
  readonly levels?: LevelMap | undefined;
  /** A file descriptor above 0, a path in an existing folder, or an object that takes lines. Descriptors and files are written synchronously. @default 1 */
  readonly destination?: number | string | LineWriter | undefined;
  /**
   * Mode of a file that is made, less what the umask takes away. A file that exists keeps its own. Owner and group read it by
   * default, because a log says who did what. @default 0o640
   */
  readonly fileMode?: number | undefined;
  /** Lines for people instead of records; `'auto'` where the destination is a terminal. @default 'auto' */
  readonly pretty?: boolean | 'auto' | undefined;
  /** Colors in such lines; `'auto'` asks Node, which knows the terminal, NO_COLOR and FORCE_COLOR. Not `true` with `pretty: false`. @default 'auto' */
  readonly colors?: boolean | 'auto' | undefined;
  /** Writes only so many identical lines in a period and counts the others: `{ burst: 100, perMs: 1000 }`. @default off */
  readonly repeat?: RepeatOptions | undefined;
  /** Share of traces whose lines of a level are written, 0 to 1: `{ debug: 0.1 }`. @default off */
  readonly sampling?: Sampling | undefined;
  /** Messages that neither `repeat` nor `sampling` leaves out, beside `request` and `audit`. Without those two there is nothing to keep. @default [] */
  readonly keep?: readonly string[] | undefined;
  /**
   * A policy for `@plumbline/redact`, or a redactor made elsewhere with `errorName: 'type'`, as the contract of a line has it. Only a policy is counted here: whoever made a
   * redactor counts its finds through its `onRedact`. @default the strict preset
   */
  readonly redact?: RedactorOptions | Redactor | undefined;
  /** Where request and actor come from. @default the current context of `@plumbline/core/context` */
  readonly context?: (() => RequestContext | undefined) | undefined;
  /**
   * Names the fault of an error: `errorId` of `@plumbline/sentry`, so that line and error tracker say the same. Asked for each
   * line of level `error` or `fatal` that has an Error under `err` and no `error_id` of the caller's; what it returns is its
   * `error_id`, where it is a word of at most 64 letters, digits, `_` and `-`. What it throws is counted and ignored. @default no ID
   */
  readonly errorId?: ((error: unknown) => string | undefined) | undefined;
  /** Counts lines, those left out and those lost, redactions and failures. @default a meter that measures nothing */
  readonly meter?: Meter | undefined;
  /**
   * Gets each finished, redacted line and its record, for OTLP, after the line was handed to the destination. What it throws
   * is counted and ignored; lines that it logs itself are written, and not copied. @default none
   */
  readonly onLine?: ((line: string, record: LineRecord) => void) | undefined;
  /**
   * Told of each lost line: why, and how many this logger has lost so far. In its place one line on stderr says it: at the
   * first loss, whenever their number has doubled, and when the last word is a minute old. What it throws is counted and
   * ignored; do not log in it what can be lost again: it is not told of that. @default a line on stderr
   */
  readonly onLost?: ((reason: LossReason, count: number) => void) | undefined;
}

/**
 * Why a line did not arrive; label values of `plumbline.log.lost`: nobody reads the pipe any more, disk or quota is full, the
 * descriptor is closed, or anything else, a writer that throws among it.
 */
export type LossReason = 'reader_gone' | 'no_space' | 'closed' | 'refused';

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

/** A level of lines, as opposed to one that can be set. */
export const isLineLevel = (value: unknown): value is Level => isLevel(value) && value !== 'silent';

/** The names of all levels, for messages. */
export const KNOWN_LEVELS: string = Object.keys(LEVELS).join(', ');
