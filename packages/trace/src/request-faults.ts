import type { RequestContext } from '@plumbline/core/context';
import { errorType } from './error-type.ts';

/** What an error handler answered for. */
export interface Failure {
  readonly error: unknown;
  /** What `onError` returned; undefined until then. */
  errorId?: unknown;
  /** The ID under which it was noted meanwhile, which later faults of the same request do not replace. */
  notedId?: string;
}

interface Noted {
  readonly error: unknown;
  readonly id: string;
}

/** What went wrong within one request. */
interface Faults {
  failure?: Failure;
  /** The class of each fault by its ID, as it was when the fault was noted. */
  readonly types: Map<string, string>;
  /** Of several that were logged or captured the last. The request may have gone on. */
  last?: Noted;
  /** The last that the application captured: it says of these that they failed. */
  captured?: Noted;
  /** The one that an answer names. */
  named?: string;
}

// One for all installed copies, as for the context: a bundler gives each route handler a copy of its own.
const FAULTS: unique symbol = Symbol.for('plumbline.trace.faults.3');

const ERROR_ID = /^[0-9a-f]{16}$/;

/** Whether a value is an ID as `errorId` of `@plumbline/sentry` makes it: what answers may show. */
export const isErrorId = (value: unknown): value is string => typeof value === 'string' && ERROR_ID.test(value);

function faults(): WeakMap<RequestContext, Faults> {
  const holder = globalThis as { [FAULTS]?: WeakMap<RequestContext, Faults> };
  return (holder[FAULTS] ??= new WeakMap());
}

function faultsOf(context: RequestContext): Faults {
  const known = faults().get(context);
  if (known) return known;
  const made: Faults = { types: new Map() };
  faults().set(context, made);
  return made;
}

/** Notes what an error handler answers for. Of several the first counts: it comes back, and this one is dropped. */
export function noteFailure(context: RequestContext, failure: Failure): Failure {
  return (faultsOf(context).failure ??= failure);
}

/** Notes what was logged under an ID, or captured. */
export function noteFault(context: RequestContext, noted: Noted, isCaptured: boolean): void {
  const known = faultsOf(context);
  known.types.set(noted.id, errorType(noted.error));
  known.last = noted;
  const { failure } = known;
  if (failure && failure.error === noted.error) failure.notedId ??= noted.id;
  if (isCaptured) known.captured = noted;
}

/** Notes which fault an answer names. */
export const noteNamed = (context: RequestContext, id: string): void => void (faultsOf(context).named = id);

/** What a request failed with, by its class and its ID, as far as they are known. */
export interface Cause {
  readonly type?: string | undefined;
  readonly id?: string | undefined;
}

/**
 * What a request failed with: what an error handler answered for. Where none was involved and the answer says that the
 * request failed, the fault that the answer names, else the one that was captured last. What was only logged may have been
 * handled, and is no cause.
 */
export function causeOf(context: RequestContext, status: number): Cause | undefined {
  const known = faults().get(context);
  if (!known) return undefined;
  const { failure, types, last, captured, named } = known;
  if (failure) {
    const noted = [captured, last].find((fault) => fault?.error === failure.error);
    const id = isErrorId(failure.errorId) ? failure.errorId : (failure.notedId ?? noted?.id);
    return { type: errorType(failure.error), id };
  }
  const id = status >= 500 ? (named ?? captured?.id) : undefined;
  return id === undefined ? undefined : { type: types.get(id), id };
}

/** The fault that a span of the whole request names: its cause, and where it did not fail the last that it met. */
export const faultIdOf = (context: RequestContext, status: number): string | undefined =>
  (causeOf(context, status) ?? (status >= 500 ? undefined : faults().get(context)?.last))?.id;
