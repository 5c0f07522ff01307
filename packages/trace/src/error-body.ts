import { currentContext } from '@plumbline/core/scope';
import { isErrorId, noteNamed } from './request-faults.ts';

/** What a caller learns of a failure: a code to act on and the ID that finds the rest. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly request_id: string; readonly error_id?: string };
}

export interface ErrorBodyOptions {
  /** The ID of the fault as log, span and error tracker have it: 16 hex digits, what `captureError` returns. @default left out */
  readonly errorId?: string | undefined;
}

const CODE = /^[A-Za-z][A-Za-z0-9_.]{0,63}$/;

/** What a caller learns where the code given is no word: a message would be a leak. */
const FALLBACK_CODE = 'internal_error';

/**
 * The body of an error response: `{ error: { code, request_id } }`. It never carries a message; a code that is not one
 * word of letters, digits, `_` and `.` becomes `internal_error`. Outside of a request the ID is empty. With `errorId` the
 * caller learns the name of the fault too (`error_id`), and where the answer is a 5xx, span, metric and summary say that
 * the request failed with it; what has another form than such an ID is left out.
 */
export function errorBody(code: string = FALLBACK_CODE, { errorId }: ErrorBodyOptions = {}): ErrorBody {
  const context = currentContext();
  const named = isErrorId(errorId) ? errorId : undefined;
  if (named !== undefined && context?.kind === 'request') noteNamed(context, named);
  return {
    error: {
      code: CODE.test(code) ? code : FALLBACK_CODE,
      request_id: context?.requestId ?? '',
      ...(named !== undefined && { error_id: named }),
    },
  };
}
