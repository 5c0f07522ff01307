import { createLifecycle } from '@plumbline/core';
import type { ErrorReporter } from './error-reporter.ts';
import { checkSentryOptions, type SentryOptions } from './options.ts';

const off: ErrorReporter = { ...createLifecycle({}), enabled: false, captureError: () => undefined };

/**
 * Starts sending errors to Sentry, closed by default: an event holds the error (cleaned), where it happened, the request,
 * and the hash of an authenticated actor. Without a DSN nothing that sends is loaded.
 *
 * Throws `PLB_SENTRY_OPTION` with all faults of the options.
 */
export async function startSentry<const Field extends string = never>(
  options: SentryOptions<Field> = {},
): Promise<ErrorReporter<Field>> {
  checkSentryOptions(options);
  const { dsn } = options;
  if (dsn === undefined || dsn === '') return off;
  const { createReporter } = await import('./reporter.ts');
  return createReporter(dsn, options);
}
