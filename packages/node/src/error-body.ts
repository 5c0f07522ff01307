import type { Log } from '@plumbline/core';
import { errorBody } from '@plumbline/trace';
import type { Plumbline } from './plumbline.ts';

const FORM =
  'errorBody: a code that is not one word of letters, digits, `_` and `.` is answered as internal_error, as a message may be a leak; write one such as `not_found`';

/** `errorBody` that says in the log, once, that a code was replaced: the caller of the API sees it, and nobody else would. */
export function createErrorBody(log: Log): Plumbline['errorBody'] {
  let isTold = false;
  return (code, options) => {
    const body = errorBody(code, options);
    if (!isTold && code !== undefined && body.error.code !== code) {
      isTold = true;
      log.warn(FORM);
    }
    return body;
  };
}
