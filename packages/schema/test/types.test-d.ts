import {
  browserEvents,
  type CaptureOf,
  type Catalog,
  categories,
  category,
  count,
  defineCatalog,
  defineEvent,
  duration,
  type EventFields,
  type EventName,
  flag,
  freeText,
  opaqueId,
} from '../src/index.ts';

const shared = {
  description: 'Something happened.',
  owner: '@team',
  purpose: 'To know.',
  consent: 'essential',
  expires: '2027-12-31',
  review: 'docs/privacy.md',
} as const;

const catalog = defineCatalog({
  version: '2026-05-telemetry-v1',
  dimensions: { role: ['admin', 'viewer'] },
  events: {
    ...browserEvents({
      owner: '@team',
      review: 'docs/privacy.md',
      expires: '2027-12-31',
      features: ['items', 'reports'],
      surfaces: ['page', 'drawer'],
      views: ['list'],
      filterKeys: ['status'],
      charts: ['backlog'],
      boundaries: ['app'],
    }),
    item_created: defineEvent({
      ...shared,
      feature: 'items',
      surfaces: ['api'],
      fields: {
        kind: category(['post', 'image']),
        tags: categories(['a', 'b']).optional(),
        words: count(),
        tookMs: duration().optional(),
        isDraft: flag(),
        item: opaqueId(),
        note: freeText({ justification: 'Users explain why in their own words.', maxLength: 100 }).optional(),
      },
    }),
    item_moved: defineEvent({ ...shared, feature: ['items', 'boards'], surfaces: ['page', 'modal'], fields: {} }),
    login_succeeded: defineEvent({ ...shared, feature: 'accounts', surfaces: ['api'], fields: {} }),
  },
});
type C = typeof catalog;

/** Compiles only when both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never;
const same = <A, B>(proof: Same<A, B>): Same<A, B> => proof;

same<
  EventName<C>,
  | 'page_viewed'
  | 'feature_viewed'
  | 'filter_changed'
  | 'chart_interacted'
  | 'client_error'
  | 'session_ended'
  | 'offline_recovered'
  | 'item_created'
  | 'item_moved'
  | 'login_succeeded'
>(true);
same<
  EventFields<C, 'item_created'>,
  {
    readonly feature?: 'items';
    readonly surface?: 'api';
    readonly kind: 'post' | 'image';
    readonly words: number;
    readonly isDraft: boolean;
    readonly item: string;
    readonly tags?: readonly ('a' | 'b')[];
    readonly tookMs?: number;
    readonly note?: string;
  }
>(true);
same<EventFields<C, 'item_moved'>, { readonly feature: 'items' | 'boards'; readonly surface: 'page' | 'modal' }>(true);

declare const capture: CaptureOf<C>;

capture('login_succeeded', {});
capture('login_succeeded');
capture('item_moved', { feature: 'boards', surface: 'modal' });
capture('item_created', { kind: 'post', words: 3, isDraft: false, item: 'itm_1' });
capture('chart_interacted', { feature: 'reports', surface: 'page', chart: 'backlog', action: 'zoomed' });
capture('client_error', { feature: 'items', surface: 'page', boundary: 'app', errorClass: 'TypeError' });

// A surface or feature that the running request says may be left out, and may be said.
const asked = defineCatalog({
  version: '2026-05-telemetry-v1',
  events: {
    item_moved: defineEvent({
      ...shared,
      feature: ['items', 'boards'],
      surfaces: ['page', 'modal'],
      fromContext: ['surface'],
      audience: 'public',
      fields: {},
    }),
  },
});
same<
  EventFields<typeof asked, 'item_moved'>,
  { readonly feature: 'items' | 'boards'; readonly surface?: 'page' | 'modal' }
>(true);
same<(typeof asked)['events']['item_moved']['audience'], 'public'>(true);
same<C['events']['item_moved']['audience'], 'authenticated'>(true);
same<C['events']['page_viewed']['audience'], 'authenticated'>(true);

/** An application's own function around `defineEvent`, with type parameters of its own. */
export const listed = <const V extends readonly [string, ...string[]]>(values: V): unknown =>
  defineEvent({ ...shared, feature: values, surfaces: values, fields: { picked: category(values), item: opaqueId() } });

// @ts-expect-error unknown event
capture('item_deleted', {});
// @ts-expect-error missing field
capture('item_created', { kind: 'post', words: 3, isDraft: false });
// @ts-expect-error undeclared field
capture('login_succeeded', { method: 'sso' });
// @ts-expect-error value outside the list
capture('item_created', { kind: 'video', words: 3, isDraft: false, item: 'itm_1' });
// @ts-expect-error wrong type
capture('item_created', { kind: 'post', words: '3', isDraft: false, item: 'itm_1' });
// @ts-expect-error list item outside the list
capture('item_created', { kind: 'post', words: 3, isDraft: false, item: 'itm_1', tags: ['c'] });
// @ts-expect-error an optional field is left out, not undefined
capture('item_created', { kind: 'post', words: 3, isDraft: false, item: 'itm_1', tookMs: undefined });
// @ts-expect-error surface is needed where several are allowed
capture('item_moved', { feature: 'boards' });
// @ts-expect-error feature is needed where several are listed
capture('item_moved', { surface: 'page' });
// @ts-expect-error surface outside the list
capture('item_moved', { feature: 'boards', surface: 'api' });
// @ts-expect-error dimensions come from the server
capture('login_succeeded', { role: 'admin' });
// @ts-expect-error the filter's value is no field
capture('filter_changed', { feature: 'items', surface: 'page', view: 'list', filterKey: 'status', value: 'open' });

const reason = { justification: 'Users explain why in their own words.', maxLength: 100 };

// Names of what somebody types stay possible where nothing typed can stand, or where its reason is written.
export const taken = defineEvent({
  ...shared,
  feature: 'a',
  surfaces: ['b'],
  fields: {
    search_type: category(['open', 'exact']),
    search: category(['open', 'exact']),
    searches: count(),
    comment: flag(),
    comment_id: opaqueId(),
    noteId: opaqueId().optional(),
    research: opaqueId(),
    login: category(['password', 'sso']),
    note: freeText(reason),
    remark: freeText(reason).optional(),
    last_comment: freeText(reason).optional().optional(),
  },
});

export const refused = [
  // @ts-expect-error a forbidden name
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { email: flag() } }),
  // @ts-expect-error a forbidden last word
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { reportTitle: flag() } }),
  // @ts-expect-error a forbidden word anywhere in the name of a text
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { titleRef: opaqueId() } }),
  // @ts-expect-error what somebody typed, as an ID
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { search: opaqueId() } }),
  // @ts-expect-error the same at the end of a name, and where it may be left out
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { ticketSubject: opaqueId().optional() } }),
  // @ts-expect-error the same in snake_case
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { last_comment: opaqueId() } }),
  // @ts-expect-error a raw identity, whatever the reason for its text
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { login: freeText(reason) } }),
  // @ts-expect-error the same as an ID
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { loginId: opaqueId() } }),
  // @ts-expect-error a raw identity
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { user_id: opaqueId() } }),
  // @ts-expect-error a placeholder for a review
  () => defineEvent({ ...shared, review: 'TBD', feature: 'a', surfaces: ['b'], fields: {} }),
  // @ts-expect-error neither feature nor surface
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fromContext: ['route'], fields: {} }),
  // @ts-expect-error nobody
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], audience: 'everybody', fields: {} }),
  // @ts-expect-error a name that the contract fills
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { surface: category(['x']) } }),
  // @ts-expect-error no owner
  () => defineEvent({ ...shared, owner: undefined, feature: 'a', surfaces: ['b'], fields: {} }),
  // @ts-expect-error no surfaces
  () => defineEvent({ ...shared, feature: 'a', surfaces: [], fields: {} }),
  // @ts-expect-error a zod schema or anything else is no field
  () => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { kind: 'string' } }),
  // @ts-expect-error an expiry is a day
  () => defineEvent({ ...shared, expires: 'never', feature: 'a', surfaces: ['b'], fields: {} }),
  // @ts-expect-error free text needs a reason
  () => freeText({ maxLength: 10 }),
  // @ts-expect-error an empty list
  () => category([]),
];

// Any catalog fits where a catalog is accepted.
export const wide: Catalog = catalog;
same<C['version'], '2026-05-telemetry-v1'>(true);
same<C['dimensions']['role'], readonly ['admin', 'viewer']>(true);
