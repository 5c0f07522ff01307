export { sentryEgress } from './egress.ts';
export { errorId } from './error-id.ts';
export { fieldFault } from './options.ts';
export type { RefusedSentryOptions, SentryOptions, TextRedactor } from './options.ts';
export type { SentryLib } from './sentry-lib.ts';
export { type CaptureOptions, type ErrorReporter, startSentry } from './start-sentry.ts';
export type { FieldValue } from './user-scope.ts';
