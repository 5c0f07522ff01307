import { currentContext } from '@plumbline/core/scope';

/** What a caller learns of a failure: a code to act on and the ID that finds the rest. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly request_id: string };
}

const CODE = /^[A-Za-z][A-Za-z0-9_.]{0,63}$/;

/** What a caller learns where the code given is no word: a message would be a leak. */
const FALLBACK_CODE = 'internal_error';

/**
 * The body of an error response: `{ error: { code, request_id } }`. It never carries a message; a code that is not one
 * word of letters, digits, `_` and `.` becomes `internal_error`. Outside of a request the ID is empty.
 */
export const errorBody = (code: string = FALLBACK_CODE): ErrorBody => ({
  error: { code: CODE.test(code) ? code : FALLBACK_CODE, request_id: currentContext()?.requestId ?? '' },
});
