import { types } from 'node:util';
import type { Behind } from './value-behind.ts';

/** A log call in the one form that is written: fields or nothing, and a message or nothing. */
export interface LogCall {
  readonly fields: unknown;
  readonly message: string | undefined;
  /** Whether something was passed that has no place in a line. */
  readonly incomplete: boolean;
}

/** Whether a value is an Error, also one of another realm, and whatever a Proxy answers. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || types.isNativeError(value);
  } catch {
    return false;
  }
}

/** Whether a value can only be fields: an object that was written as one, and nothing with a class. */
export function isPlainFields(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null;
  } catch {
    return false;
  }
}

/** The message of an error, as a text; what cannot be read has none. */
function messageOf(error: unknown): string | undefined {
  try {
    const { message } = error as { message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

/** The error that fields are or have; undefined where there is none. */
export function errorOf(fields: unknown): unknown {
  if (fields === undefined || isError(fields)) return fields;
  try {
    const { err } = fields as { err?: unknown };
    return isError(err) ? err : undefined;
  } catch {
    return undefined;
  }
}

/** A name that the fields do not have: the given one, `extra`, `extra2` and so on. */
function freeName(fields: object, name: string): string {
  let free = name;
  for (let count = 1; free in fields; count += 1) free = count === 1 ? 'extra' : `extra${count}`;
  return free;
}

/** Fields with one value more, under a name that they do not have. */
function withExtra(fields: unknown, extra: unknown): unknown {
  const name = isError(extra) ? 'err' : 'value';
  if (fields === undefined) return { [name]: extra };
  const own = isError(fields) ? { err: fields } : fields;
  if (typeof own !== 'object' || own === null || Array.isArray(own)) return { value: own, extra };
  return { ...own, [freeName(own, name)]: extra };
}

/**
 * Reads the forms in which people call a log: `(fields, message)`, `(message)`, `(error)`, `(error, message)`, and
 * `(message, error)` or `(message, fields)` as the console has it. An error is never lost, whatever it stands beside, and
 * gives the message where there is none. Other values stand behind the message, which may say what they are.
 */
export function readCall(
  first: unknown,
  second: unknown,
  more: readonly unknown[],
  behind: (message: unknown) => Behind,
): LogCall {
  const isMessageFirst = typeof first === 'string';
  const message = isMessageFirst ? first : typeof second === 'string' ? second : undefined;
  let fields = isMessageFirst ? undefined : first;
  const rest = isMessageFirst || typeof second !== 'string' ? [second, ...more] : more;
  const clean = behind(message);
  let incomplete = false;
  for (const value of rest) {
    if (value === undefined) continue;
    try {
      const isFields = fields === undefined && !isError(value) && typeof value === 'object' && value !== null;
      fields = isFields && !Array.isArray(value) ? value : withExtra(fields, clean(value));
    } catch {
      incomplete = true;
    }
  }
  return { fields, message: message ?? messageOf(errorOf(fields)), incomplete };
}
