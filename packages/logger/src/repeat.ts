import { hash } from 'node:crypto';
import type { Level } from './options.ts';

/** How many identical lines are written. Lines are identical when level, message and `module` are: fields are not looked at. */
export interface RepeatOptions {
  /** Lines of one kind that are written in a period; the rest of the period is counted. */
  readonly burst: number;
  /** Length of the period, in milliseconds. It starts with the first line. */
  readonly perMs: number;
  /** Levels it applies to. @default ['trace', 'debug', 'info', 'warn'] */
  readonly levels?: readonly Level[] | undefined;
}

/** Lines of one kind that were left out. */
export interface Suppressed {
  readonly level: Level;
  readonly message: string;
  readonly module: string | undefined;
  count: number;
  /** When the first and the last of them were called for, in milliseconds since 1970. */
  readonly from: number;
  to: number;
}

interface Period {
  readonly end: number;
  written: number;
  suppressed: Suppressed | undefined;
}

export interface RepeatLimit {
  /** Hands over what was left out in periods that have ended. To be asked before each line that is written, also one that is not limited. */
  tellEnded(): void;
  /** Whether this line is written. Hands over first what ended before it. */
  admits(level: Level, message: string, module: string | undefined): boolean;
  /** Hands over everything that was left out and not told yet. */
  tell(): void;
  /** Whether something was left out that was not told yet. */
  readonly isOwing: () => boolean;
}

/** Kinds of lines that are told apart; the one that began first is given up for a new one. */
const MAX_KINDS = 1_000;

/** A longer message is remembered by its hash, so that what is kept stays small. */
const MAX_MESSAGE = 200;

function keyOf(level: Level, message: string, module = ''): string {
  const said = message.length > MAX_MESSAGE ? hash('sha256', message) : message;
  const from = module.length > MAX_MESSAGE ? hash('sha256', module) : module;
  return `${level}\0${from}\0${said}`;
}

/** Never a part of a message: a secret that is cut in half is recognised no more. */
const shortOf = (message: string): string =>
  message.length > MAX_MESSAGE ? `(a message of ${message.length} characters)` : message;

const DEFAULT_LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warn'];

/** Periods in the order in which they began, which is the order in which they end. */
interface Periods {
  /** The period of this kind of line; a new one may end the oldest. */
  of(key: string, time: number): Period;
  closeEnded(time: number): void;
  leaveOut(period: Period, line: Pick<Suppressed, 'level' | 'message' | 'module'>, time: number): void;
  tell(): void;
  readonly isOwing: () => boolean;
}

function createPeriods(perMs: number, onTell: (suppressed: Suppressed) => void): Periods {
  const periods = new Map<string, Period>();
  let owing = 0;
  const tellOf = (period: Period): void => {
    const { suppressed } = period;
    if (suppressed === undefined) return;
    period.suppressed = undefined;
    owing -= 1;
    onTell(suppressed);
  };
  const close = (key: string, period: Period): void => {
    periods.delete(key);
    tellOf(period);
  };
  return {
    of(key, time) {
      const running = periods.get(key);
      if (running !== undefined) return running;
      const [oldest] = periods;
      if (oldest !== undefined && periods.size >= MAX_KINDS) close(...oldest);
      const period: Period = { end: time + perMs, written: 0, suppressed: undefined };
      periods.set(key, period);
      return period;
    },
    closeEnded(time) {
      for (const [key, period] of periods) {
        if (period.end > time) return;
        close(key, period);
      }
    },
    leaveOut(period, { level, message, module }, time) {
      if (period.suppressed === undefined) owing += 1;
      period.suppressed ??= { level, message: shortOf(message), module, count: 0, from: time, to: time };
      period.suppressed.count += 1;
      period.suppressed.to = time;
    },
    tell: () => periods.forEach(tellOf),
    isOwing: () => owing > 0,
  };
}

/** Lets the first lines of a kind through in each period and counts the others. It has no timer: time passes with lines. */
export function createRepeatLimit(
  { burst, perMs, levels = DEFAULT_LEVELS }: RepeatOptions,
  onTell: (suppressed: Suppressed) => void,
  // Periods are measured by a clock that is never set; what people read is the time of day.
  now: () => number = () => performance.now(),
  timeOfDay: () => number = () => Date.now(),
): RepeatLimit {
  const limited: ReadonlySet<Level> = new Set(levels);
  const periods = createPeriods(perMs, onTell);
  return {
    tellEnded: () => periods.closeEnded(now()),
    admits(level, message, module) {
      const time = now();
      periods.closeEnded(time);
      if (!limited.has(level)) return true;
      const period = periods.of(keyOf(level, message, module), time);
      if (period.written < burst) {
        period.written += 1;
        return true;
      }
      periods.leaveOut(period, { level, message, module }, timeOfDay());
      return false;
    },
    tell: () => periods.tell(),
    isOwing: () => periods.isOwing(),
  };
}
