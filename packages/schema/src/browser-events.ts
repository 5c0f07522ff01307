import { checkBrowserEventsOptions } from './browser-events-options.ts';
import {
  type Audience,
  type ConsentClass,
  defineEvent,
  type EventDefinition,
  type EventSource,
} from './define-event.ts';
import type { Field } from './field.ts';
import { category, count, duration } from './fields.ts';

type List = readonly [string, ...string[]];

const CHART_ACTIONS = ['opened', 'hovered', 'clicked', 'zoomed', 'filtered', 'exported', 'toggled', 'shared'] as const;

const ERROR_CLASSES = [
  'Error',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'URIError',
  'EvalError',
  'AggregateError',
  'AbortError',
  'NetworkError',
  'TimeoutError',
  'SecurityError',
  'QuotaExceededError',
  'ChunkLoadError',
  'HydrationError',
  'other',
] as const;

/** The type of `{}` for events without fields, kept apart from TypeScript's `{}`, which accepts anything. */
type NoFields<Any extends string> = { readonly [Name in Exclude<Any, Any>]: Field };

/** The application's closed lists for the browser events. What is not listed cannot be recorded. */
export interface BrowserEventsOptions<
  Features extends List,
  Surfaces extends List,
  Views extends List,
  FilterKeys extends List,
  Charts extends List,
  Actions extends List,
  Boundaries extends List,
  ErrorClasses extends List,
  Whom extends Audience = Audience,
> {
  readonly owner: string;
  readonly review: string;
  readonly expires: `${number}-${number}-${number}`;
  readonly features: Features;
  readonly surfaces: Surfaces;
  /** Pages or lists that have filters. */
  readonly views: Views;
  /** Which filter changed; never to which value. */
  readonly filterKeys: FilterKeys;
  readonly charts: Charts;
  /** @default opened, hovered, clicked, zoomed, filtered, exported, toggled, shared */
  readonly chartActions?: Actions;
  /** Error boundaries of the page. */
  readonly boundaries: Boundaries;
  /** Names of error classes. @default the standard ones, ChunkLoadError, HydrationError and other */
  readonly errorClasses?: ErrorClasses;
  /** @default 'analytics' */
  readonly consent?: ConsentClass;
  /** @default ['web'] */
  readonly sources?: readonly [EventSource, ...EventSource[]];
  /** Whom `page_viewed` is about; the others are `authenticated`. @default 'authenticated' */
  readonly audience?: Whom;
}

/**
 * The six events that the contract's seven questions read, with the payload keys of its SQL, and the one by which the
 * browser client says what its offline queue recovered and dropped. A type and no interface, so that it fits `events` as it is.
 */
export type BrowserEvents<
  Features extends List,
  Surfaces extends List,
  Views extends List,
  FilterKeys extends List,
  Charts extends List,
  Actions extends List,
  Boundaries extends List,
  ErrorClasses extends List,
  Whom extends Audience = 'authenticated',
> = {
  readonly page_viewed: EventDefinition<Features, Surfaces, NoFields<Features[number]>, readonly [], Whom>;
  readonly feature_viewed: EventDefinition<
    Features,
    Surfaces,
    NoFields<Features[number]>,
    readonly [],
    'authenticated'
  >;
  readonly filter_changed: EventDefinition<
    Features,
    Surfaces,
    {
      readonly view: Field<Views[number], false>;
      readonly filterKey: Field<FilterKeys[number], false>;
      readonly valueCount: Field<number, false>;
    },
    readonly [],
    'authenticated'
  >;
  readonly chart_interacted: EventDefinition<
    Features,
    Surfaces,
    { readonly chart: Field<Charts[number], false>; readonly action: Field<Actions[number], false> },
    readonly [],
    'authenticated'
  >;
  readonly client_error: EventDefinition<
    Features,
    Surfaces,
    { readonly boundary: Field<Boundaries[number], false>; readonly errorClass: Field<ErrorClasses[number], false> },
    readonly [],
    'authenticated'
  >;
  readonly session_ended: EventDefinition<
    Features,
    Surfaces,
    {
      readonly durationMs: Field<number, false>;
      readonly pagesViewed: Field<number, false>;
      readonly interactions: Field<number, false>;
    },
    readonly [],
    'authenticated'
  >;
  readonly offline_recovered: EventDefinition<
    Features,
    Surfaces,
    {
      readonly events: Field<number, false>;
      readonly dropped: Field<number, false>;
      readonly offlineMs: Field<number, false>;
    },
    readonly [],
    'authenticated'
  >;
};

/**
 * Ready-made declarations of what a page may report; spread them into `events` of `defineCatalog`.
 *
 * @throws PlumblineError `PLB_CATALOG_INVALID`, with every list that is missing and every option that is none.
 */
export function browserEvents<
  const Features extends List,
  const Surfaces extends List,
  const Views extends List,
  const FilterKeys extends List,
  const Charts extends List,
  const Boundaries extends List,
  const Actions extends List = typeof CHART_ACTIONS,
  const ErrorClasses extends List = typeof ERROR_CLASSES,
  const Whom extends Audience = 'authenticated',
>(
  options: BrowserEventsOptions<Features, Surfaces, Views, FilterKeys, Charts, Actions, Boundaries, ErrorClasses, Whom>,
): BrowserEvents<Features, Surfaces, Views, FilterKeys, Charts, Actions, Boundaries, ErrorClasses, Whom> {
  checkBrowserEventsOptions(options);
  const { owner, review, expires, features, surfaces, consent = 'analytics', sources = ['web'] } = options;
  const actions = options.chartActions ?? (CHART_ACTIONS as unknown as Actions);
  const classes = options.errorClasses ?? (ERROR_CLASSES as unknown as ErrorClasses);
  const audience = options.audience ?? ('authenticated' as Whom);
  const shared = { owner, review, expires, consent, feature: features, surfaces, sources };
  return {
    page_viewed: defineEvent({
      ...shared,
      audience,
      description: 'A page was shown.',
      purpose: 'Which routes are used, and by how many.',
      fields: {},
    }),
    feature_viewed: defineEvent({
      ...shared,
      description: 'A feature came into view.',
      purpose: 'Which features are used, and where.',
      fields: {},
    }),
    filter_changed: defineEvent({
      ...shared,
      description: 'A filter of a view was changed.',
      purpose: 'Which filters help; never what they were set to.',
      fields: {
        view: category(options.views),
        filterKey: category(options.filterKeys),
        valueCount: count({ max: 1_000 }),
      },
    }),
    chart_interacted: defineEvent({
      ...shared,
      description: 'A chart was used.',
      purpose: 'Which charts are worked with, and how.',
      fields: { chart: category(options.charts), action: category(actions) },
    }),
    client_error: defineEvent({
      ...shared,
      description: 'An error reached an error boundary of the page.',
      purpose: 'Where the product fails for its users.',
      fields: { boundary: category(options.boundaries), errorClass: category(classes) },
    }),
    session_ended: defineEvent({
      ...shared,
      description: 'A session in the browser ended.',
      purpose: 'How long and how deep a visit is.',
      fields: { durationMs: duration(), pagesViewed: count({ max: 100_000 }), interactions: count({ max: 1_000_000 }) },
    }),
    offline_recovered: defineEvent({
      ...shared,
      description: 'Events that waited in a browser were sent.',
      purpose: 'How much of what happens offline arrives, and how much is lost.',
      fields: {
        events: count({ max: 100_000 }),
        dropped: count({ max: 1_000_000 }),
        offlineMs: duration({ maxMs: 31_536_000_000 }),
      },
    }),
  };
}
