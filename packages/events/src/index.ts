export type { RunInBackground } from './background.ts';
export type { RetryOptions } from './backoff.ts';
export type { DestinationCounts } from './count.ts';
export { createEvents } from './create-events.ts';
export type { AcceptResult, DestinationSnapshot, Events, EventSink, EventsSnapshot, IncomingEvent } from './events.ts';
export type { EventsOptions, LedgerDirectory, SpoolOptions } from './options.ts';
