import type { CaptureOf } from '@plumbline/schema';
import type { HasVersion, PlaceOf } from './catalog-types.ts';
import type { BrowserClock } from './clock.ts';

/** What a person has said about being measured. */
export type Consent = 'granted' | 'denied' | 'unknown';

/** A consent manager: called once, answers what is known now, and tells every change later. */
export type ConsentSource = (tell: (consent: Consent) => void) => Consent;

/** `feature` and `surface` of the events that the client makes on its own. */
type Automatic<C extends HasVersion> = [PlaceOf<C, 'session_ended'>] extends [never]
  ? { readonly automatic: false }
  : object extends PlaceOf<C, 'session_ended'>
    ? { readonly automatic?: PlaceOf<C, 'session_ended'> | false }
    : { readonly automatic: PlaceOf<C, 'session_ended'> | false };

export type BrowserEventsOptions<C extends HasVersion> = Automatic<C> & {
  /** Path of the ingest route on the own origin, such as `/_t`. */
  readonly endpoint: string;
  /** Version of the catalog. */
  readonly version: C['version'];
  readonly consent: Consent | ConsentSource;
  /** The pattern of the route that is shown, such as `/orgs/:id`; undefined where there is none. */
  readonly route?: () => string | undefined;
  readonly clock?: BrowserClock;
};

export interface BrowserEvents<C extends HasVersion> {
  readonly capture: CaptureOf<C>;
  pageViewed(pattern?: string, place?: PlaceOf<C, 'page_viewed'>): void;
  /** A feature came into view: `feature_viewed`. */
  featureViewed(place: PlaceOf<C, 'feature_viewed'>): void;
  setConsent(consent: Consent): void;
  readonly consent: Consent;
  flush(): Promise<void>;
  close(): void;
}
