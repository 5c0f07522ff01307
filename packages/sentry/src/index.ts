export { sentryEgress } from './egress.ts';
export type { CaptureOptions, ErrorReporter } from './error-reporter.ts';
export { errorId } from './error-id.ts';
export { fieldFault } from './options.ts';
export type { RefusedSentryOptions, SentryOptions, TextRedactor } from './options.ts';
export { startSentry } from './start-sentry.ts';
export type { FieldValue } from './user-scope.ts';
