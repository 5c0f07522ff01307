import type { LogFields } from '@plumbline/core';
import type { Setting } from './setting.ts';

/** Lines about one thing that fails, at most one in so many milliseconds: each failure is counted all the same. */
const LINE_EVERY_MS = 10_000;

/** Identifiers out of source code. Anything else in their place could be data. */
const CLASS = /^[A-Za-z]\w{0,63}$/;
const CODE = /^[A-Z0-9_]{2,40}$/;

interface Facts {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly constructor?: { readonly name?: unknown } | undefined;
}

/** Class and code of an error. Its message may quote an address, a query or a value. */
export function factsOf(thrown: unknown): LogFields {
  if (typeof thrown !== 'object' || thrown === null) return {};
  try {
    const { code, constructor, name } = thrown as Facts;
    // Many clients name their classes and leave `name` alone.
    const told = name === 'Error' ? constructor?.name : name;
    return {
      error_type: typeof told === 'string' && CLASS.test(told) ? told : 'Error',
      ...(typeof code === 'string' && CODE.test(code) && { error_code: code }),
    };
  } catch {
    return { error_type: 'Error' };
  }
}

interface Line {
  nextAt: number;
  untold: number;
}

/** Writes that something failed, told apart by its labels, which are of closed lists. It never throws. */
export type TellFailure = (labels: Readonly<Record<string, string>>, error: unknown) => void;

/**
 * A warning about what failed, in the scope of the work that did: it has the request ID and the trace of that work. Failures
 * within ten seconds of the last line have none of their own; the next line says how many they were.
 */
export function createFailureLines({ clock, log }: Pick<Setting, 'clock' | 'log'>, message: string): TellFailure {
  const lines = new Map<string, Line>();
  return (labels, error) => {
    const now = clock.monotonic();
    const key = Object.values(labels).join(' ');
    const line = lines.get(key) ?? { nextAt: now, untold: 0 };
    lines.set(key, line);
    if (now < line.nextAt) {
      line.untold += 1;
      return;
    }
    const more = line.untold > 0 && { failures_without_line: line.untold };
    line.nextAt = now + LINE_EVERY_MS;
    line.untold = 0;
    try {
      log.warn({ ...labels, ...factsOf(error), ...more }, message);
    } catch {
      // A log that fails must not take the place of the error.
    }
  };
}
