import { errorBody, type ErrorBody } from './error-body.ts';
import { currentContext } from '@plumbline/core/scope';
import { type Failure, isErrorId, noteFailure } from './request-faults.ts';

export interface ErrorHandlerOptions {
  /**
   * Told of every error that becomes a 5xx, once for each request, inside its context: for the log and the error tracker.
   * Where it returns the fault's ID (as `captureError` does), the answer has it as `error_id`; anything else is ignored.
   */
  readonly onError?: (error: unknown) => unknown;
}

/**
 * Notes what made this request fail and tells `onError`; of several errors in one request the first. What `onError` throws
 * is dropped: the answer to the caller must not depend on it. Returns what `onError` returned for the one that counts.
 */
export function reportError(error: unknown, { onError }: ErrorHandlerOptions): unknown {
  const context = currentContext();
  const failure: Failure = { error };
  if (context?.kind === 'request') {
    const first = noteFailure(context, failure);
    if (first !== failure) return first.errorId;
  }
  try {
    failure.errorId = onError?.(error);
  } catch {
    // There is no log to tell; the span and the summary say that the request failed.
  }
  return failure.errorId;
}

interface KnownError {
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly code?: unknown;
  readonly type?: unknown;
}

const isErrorStatus = (status: unknown): status is number =>
  typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599;

/** The status that an error asks for, as http-errors, Koa and Fastify mark it; 500 where it asks for none. */
const statusOf = ({ status, statusCode }: KnownError): number =>
  isErrorStatus(status) ? status : isErrorStatus(statusCode) ? statusCode : 500;

/** `code` is Node's and Fastify's word, `type` the one of Express's body parser. */
function codeOf({ code, type }: KnownError, status: number): string {
  const word = typeof code === 'string' ? code : type;
  return typeof word === 'string' ? word : `http_${status}`;
}

/** An answer that tells a caller no more than it must know. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorBody;
}

/** What an error asks to be answered with; what cannot be read (a getter that throws, a revoked proxy) asks for nothing. */
function readError(error: unknown, asked?: number): { readonly status: number; readonly code?: string } {
  try {
    const known = (typeof error === 'object' && error !== null ? error : {}) as KnownError;
    const status = isErrorStatus(asked) ? asked : statusOf(known);
    return status < 500 ? { status, code: codeOf(known, status) } : { status };
  } catch {
    return { status: isErrorStatus(asked) ? asked : 500 };
  }
}

/**
 * What to answer for an error: its own 4xx with its code (`http_404` where it has none), else 500 or its own 5xx with
 * `internal_error` and the ID that it was reported under. Never the message.
 */
export function answerError(error: unknown, options: ErrorHandlerOptions, asked?: number): ErrorAnswer {
  const { status, code } = readError(error, asked);
  if (status < 500) return { status, body: errorBody(code ?? `http_${status}`) };
  const errorId = reportError(error, options);
  return { status, body: errorBody(undefined, { errorId: isErrorId(errorId) ? errorId : undefined }) };
}
