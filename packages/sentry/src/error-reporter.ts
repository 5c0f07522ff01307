import type { Lifecycle } from '@plumbline/core';
import type { FieldValue } from './user-scope.ts';

export interface CaptureOptions<Field extends string = string> {
  /** Values of the declared fields, sent as tags; undeclared names are left out. */
  readonly fields?: Readonly<Partial<Record<Field, FieldValue>>>;
}

/** Sends errors. Stopping it flushes what waits. */
export interface ErrorReporter<Field extends string = string> extends Lifecycle {
  /** False without a DSN: nothing was loaded and nothing is sent. */
  readonly enabled: boolean;
  /**
   * Sends one error with the request, job and actor that are current now. The event's ID comes back, or undefined when
   * nothing was sent; an error that was captured before keeps its first ID. It never throws and never waits.
   */
  readonly captureError: (error: unknown, options?: CaptureOptions<Field>) => string | undefined;
}
