import { createCounter, createLifecycle, emptyTally, type Lifecycle, noopMeter, withDeadline } from '@plumbline/core';
import { createRedactor } from '@plumbline/redact';
import { type Capture, createCapture } from './capture.ts';
import { createClient, type Parts } from './client.ts';
import { reportCrashes } from './crash.ts';
import { checkSentryOptions, type SentryOptions, type TextRedactor } from './options.ts';
import { loadSentry } from './sdk.ts';
import type { FieldValue } from './user-scope.ts';

export interface CaptureOptions<Field extends string = string> {
  /** Values of the declared fields, sent as tags; undeclared names are left out. */
  readonly fields?: Readonly<Partial<Record<Field, FieldValue>>>;
}

/** Sends errors. Stopping it flushes what waits. */
export interface ErrorReporter<Field extends string = string> extends Lifecycle {
  /** False without a DSN: nothing was imported and nothing is sent. */
  readonly enabled: boolean;
  /**
   * Sends one error with the request, job and actor that are current now. The event's ID comes back, or undefined when
   * nothing was sent; an error that was captured before keeps its first ID. It never throws and never waits.
   */
  readonly captureError: (error: unknown, options?: CaptureOptions<Field>) => string | undefined;
}

const off: ErrorReporter = { ...createLifecycle({}), enabled: false, captureError: () => undefined };

function defaultRedactor({ meter = noopMeter }: SentryOptions): TextRedactor {
  const redactions = createCounter(meter, 'plumbline.redactions');
  return createRedactor({ onRedact: ({ rule }) => redactions.add(1, { rule, sink: 'error' }) });
}

/** The SDK takes 0 for "no limit", and spends a limit once on itself and once more on its transport. */
const bounded = (work: (ms: number) => PromiseLike<unknown>, timeoutMs: number): Promise<unknown> =>
  withDeadline(Promise.resolve(work(Math.max(1, timeoutMs))), timeoutMs, () => undefined);

/** What the application holds: capture, flush, shutdown. */
function createReporter({ client, account, stop }: Parts, capture: Capture, crashes: boolean): ErrorReporter {
  let closed = false;
  const flush = (timeoutMs: number): Promise<unknown> => bounded((ms) => client.flush(ms), timeoutMs);
  const ignoreCrashes = crashes ? reportCrashes((error) => void capture(error, {}, false), flush) : undefined;
  const life = createLifecycle({
    flush: async (timeoutMs) => {
      if (closed) return emptyTally;
      await flush(timeoutMs);
      return account.tally();
    },
    shutdown: async (timeoutMs) => {
      closed = true;
      ignoreCrashes?.();
      await bounded((ms) => client.close(ms), timeoutMs);
      account.close();
      stop.abort();
      return account.tally();
    },
  });
  const captureError: ErrorReporter['captureError'] = (error, options) => {
    // Untyped callers pass anything.
    if (!closed) return capture(error, options?.fields ?? {}, true);
    account.refused('closed');
    return undefined;
  };
  return { ...life, enabled: true, captureError };
}

/**
 * Starts sending errors to Sentry, closed by default: an event holds the error (cleaned), where it happened, the request,
 * and the hash of an authenticated actor. Without a DSN nothing is imported.
 *
 * Throws `PLB_SENTRY_OPTION` with all faults of the options, `PLB_ADAPTER_DEPENDENCY` when `@sentry/node` is missing.
 */
export async function startSentry<const Field extends string = never>(
  options: SentryOptions<Field> = {},
): Promise<ErrorReporter<Field>> {
  checkSentryOptions(options);
  const { dsn } = options;
  if (dsn === undefined || dsn === '') return off;
  const sdk = await loadSentry(options.lib);
  const redactor = options.redactor ?? defaultRedactor(options);
  const parts = createClient(sdk, dsn, options, redactor);
  return createReporter(parts, createCapture(sdk, parts, options, redactor), options.reportCrashes === true);
}
