import { errorOf, isError } from './call-forms.ts';
import type { Level, LoggerOptions } from './options.ts';
import type { Bound } from './record.ts';

/** What may stand in a line as it is: an ID as `errorId` of `@plumbline/sentry` makes it, or a word like it. */
const ID = /^[\w-]{1,64}$/;

/** A caller who names the fault has the last word. */
const isNamed = (fields: unknown): boolean =>
  typeof fields === 'object' && fields !== null && !isError(fields) && 'error_id' in fields;

/** Gives the member `error_id` of a line that says what failed, with a comma in front; of other lines nothing. */
export type ErrorIdMember = (level: Level, bound: Bound, fields: unknown) => string;

/** Asks the option, once for each line of level error or fatal that has an error and no ID. What it throws costs the ID alone. */
export function createErrorIdMember(errorId: LoggerOptions['errorId'], fail: () => void): ErrorIdMember {
  if (errorId === undefined) return () => '';
  return (level, bound, fields) => {
    if (level !== 'error' && level !== 'fatal') return '';
    try {
      const error = errorOf(fields);
      if (error === undefined || isNamed(fields) || isNamed(bound.own.fields)) return '';
      const id = errorId(error);
      return typeof id === 'string' && ID.test(id) ? `,"error_id":"${id}"` : '';
    } catch {
      fail();
      return '';
    }
  };
}
