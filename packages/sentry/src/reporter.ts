import { createCounter, createLifecycle, emptyTally, noopMeter, withDeadline } from '@plumbline/core';
import { createRedactor } from '@plumbline/redact';
import { createAccount } from './account.ts';
import { createCapture } from './capture.ts';
import { createClient } from './client.ts';
import { reportCrashes } from './crash.ts';
import type { ErrorReporter } from './error-reporter.ts';
import type { SentryOptions, TextRedactor } from './options.ts';

function defaultRedactor({ meter = noopMeter }: SentryOptions): TextRedactor {
  const redactions = createCounter(meter, 'plumbline.redactions');
  return createRedactor({ onRedact: ({ rule }) => redactions.add(1, { rule, sink: 'error' }) });
}

/** What the application holds once there is a DSN: capture, flush, shutdown. */
export function createReporter(dsn: string, options: SentryOptions): ErrorReporter {
  const account = createAccount(options.meter ?? noopMeter);
  const redactor = options.redactor ?? defaultRedactor(options);
  const stop = new AbortController();
  const client = createClient(dsn, { options, redactor, account, stop: stop.signal });
  const capture = createCapture({ client, account, options, redactor });
  const flush = (timeoutMs: number): Promise<unknown> => withDeadline(client.flush(), timeoutMs, () => undefined);
  const ignoreCrashes =
    options.reportCrashes === true ? reportCrashes((error) => void capture(error, {}, false), flush) : undefined;
  let closed = false;
  const life = createLifecycle({
    flush: async (timeoutMs) => {
      if (closed) return emptyTally;
      await flush(timeoutMs);
      return account.tally();
    },
    shutdown: async (timeoutMs) => {
      closed = true;
      ignoreCrashes?.();
      await flush(timeoutMs);
      account.close();
      stop.abort();
      return account.tally();
    },
  });
  const captureError: ErrorReporter['captureError'] = (error, given) => {
    // Untyped callers pass anything.
    if (!closed) return capture(error, given?.fields ?? {}, true);
    account.refused('closed');
    return undefined;
  };
  return { ...life, enabled: true, captureError };
}
