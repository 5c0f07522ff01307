import type { ErrorSink } from '../errors.ts';

/** A client of any catalog, as the hooks call it. */
export interface AnyEvents extends ErrorSink {
  pageViewed(pattern?: string): void;
  featureViewed(place: object): void;
}

const ignore = (): void => {};

/** What components use that nobody gave a client: tests, previews, and pages of an application that measures nothing. */
export const noEvents: AnyEvents = Object.freeze({ capture: ignore, pageViewed: ignore, featureViewed: ignore });
