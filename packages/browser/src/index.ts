export type { BrowserEvents, BrowserEventsOptions, Consent, ConsentSource } from './browser-events.ts';
export type { HasVersion, PlaceOf } from './catalog-types.ts';
export type { BrowserClock } from './clock.ts';
export { createBrowserEvents } from './create-browser-events.ts';
