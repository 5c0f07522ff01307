/** A wrong declaration or call, and what the compiler must say of it. */
export interface WrongCode {
  readonly what: string;
  readonly code: string;
  /** Stands in the message, word for word. */
  readonly says: string;
}

/** What every case may use. */
export const WORLD = `
import { createEvents } from '@plumbline/events';
import { categories, category, count, defineCatalog, defineEvent, duration } from '@plumbline/schema';

export const shared = {
  description: 'Something happened.',
  owner: '@team',
  purpose: 'To know.',
  consent: 'essential',
  expires: '2027-12-31',
  review: 'docs/privacy.md',
} as const;

export const place = { feature: 'items', surfaces: ['api'] } as const;

export const catalog = defineCatalog({
  version: '2026-05-telemetry-v1',
  dimensions: { role: ['admin', 'viewer'] },
  events: {
    item_created: defineEvent({
      ...shared,
      ...place,
      fields: {
        kind: category(['post', 'image']),
        words: count(),
        tags: categories(['a', 'b']).optional(),
        tookMs: duration().optional(),
      },
    }),
    item_moved: defineEvent({ ...shared, feature: ['items', 'boards'], surfaces: ['page', 'modal'], fields: {} }),
    login_succeeded: defineEvent({ ...shared, feature: 'accounts', surfaces: ['api'], fields: {} }),
  },
});

export const events = createEvents({ catalog });
`;

const fields = (text: string): string => `defineEvent({ ...shared, ...place, fields: { ${text} } });`;

const forbidden = (name: string): string => `\`${name}\` names what may not be recorded`;

const CALLS: readonly WrongCode[] = [
  {
    what: 'a name that is not in the catalog',
    code: "events.capture('item_deleted', {});",
    says: '`item_deleted` is no event of the catalog: correct the name, or declare it with defineEvent',
  },
  {
    what: 'a name that is computed',
    code: "events.capture('item_' + String(catalog.version), {});",
    says: 'the name of an event is written out, so that its fields are known; this one is any text',
  },
  {
    what: 'no fields where some are needed',
    code: "events.capture('item_created');",
    says: '`item_created` needs its fields:',
  },
  {
    what: 'a field too few',
    code: "events.capture('item_created', { kind: 'post' });",
    says: '`item_created` needs the field `words`',
  },
  {
    what: 'a field too many',
    code: "events.capture('item_created', { kind: 'post', words: 3, colour: 'red' });",
    says: '`item_created` has no field `colour`: take it out, or declare it in the catalog',
  },
  {
    what: 'a value outside its list',
    code: "events.capture('item_created', { kind: 'video', words: 3 });",
    says: '`kind` of `item_created` does not take this; it takes:',
  },
  {
    what: 'a value of the wrong type',
    code: "events.capture('item_created', { kind: 'post', words: '3' });",
    says: '`words` of `item_created` does not take this; it takes:", number',
  },
  {
    what: 'a list with a value outside its list',
    code: "events.capture('item_created', { kind: 'post', words: 3, tags: ['c'] });",
    says: '`tags` of `item_created` does not take this; it takes:", readonly ("a" | "b")[]',
  },
  {
    what: 'undefined in the place of an optional field',
    code: "events.capture('item_created', { kind: 'post', words: 3, tookMs: undefined });",
    says: '`tookMs` of `item_created` does not take this; it takes:", number',
  },
  {
    what: 'no surface where several are listed',
    code: "events.capture('item_moved', { feature: 'boards' });",
    says: '`item_moved` lists more than one surface: say which, or name it in `fromContext` of the event',
  },
  {
    what: 'no feature where several are listed',
    code: "events.capture('item_moved', { surface: 'page' });",
    says: '`item_moved` lists more than one feature: say which, or name it in `fromContext` of the event',
  },
  {
    what: 'a surface that is not listed',
    code: "events.capture('item_moved', { feature: 'boards', surface: 'api' });",
    says: '`surface` of `item_moved` does not take this; it takes:',
  },
  {
    what: 'a feature that is not listed',
    code: "events.capture('login_succeeded', { feature: 'items' });",
    says: '`feature` of `login_succeeded` does not take this; it takes:", "accounts"',
  },
  {
    what: 'a dimension, which the server fills in',
    code: "events.capture('login_succeeded', { role: 'admin' });",
    says: '`login_succeeded` has no field `role`',
  },
  {
    what: 'a text in the place of fields',
    code: "events.capture('login_succeeded', 'by e-mail');",
    says: 'fields of `login_succeeded` are an object: { name: value }',
  },
];

const DECLARATIONS: readonly WrongCode[] = [
  { what: 'an e-mail address', code: fields('email: opaqueId()'), says: forbidden('email') },
  { what: 'an address of a page', code: fields("url: category(['a'])"), says: forbidden('url') },
  { what: 'a title', code: fields("title: category(['a'])"), says: forbidden('title') },
  { what: 'a stack', code: fields("stack: category(['a'])"), says: forbidden('stack') },
  { what: 'a forbidden last word', code: fields("reportTitle: category(['a'])"), says: forbidden('reportTitle') },
  { what: 'the same in snake_case', code: fields("page_url: category(['a'])"), says: forbidden('page_url') },
  { what: 'a forbidden first word of a text', code: fields('titleRef: opaqueId()'), says: forbidden('titleRef') },
  { what: 'a forbidden word inside of one', code: fields('oldEmailRef: opaqueId()'), says: forbidden('oldEmailRef') },
  {
    what: 'a raw identity',
    code: fields('userId: opaqueId()'),
    says: '`userId` would carry a raw identity: leave it out, its keyed hash is on every event',
  },
  {
    what: 'a name of the contract',
    code: fields('session_id: opaqueId()'),
    says: '`session_id` is filled by the contract: leave it out',
  },
  {
    what: 'no owner',
    code: 'const { owner, ...rest } = shared;\ndefineEvent({ ...rest, ...place, fields: {} });\nowner;',
    says: '`owner` is missing: name the team that answers for the event, such as @team-approvals',
  },
  {
    what: 'no review',
    code: 'const { review, ...rest } = shared;\ndefineEvent({ ...rest, ...place, fields: {} });\nreview;',
    says: '`review` is missing: name the document or issue where its review can be read',
  },
  {
    what: 'a review that is still to come',
    code: "defineEvent({ ...shared, ...place, review: 'TODO: ask', fields: {} });",
    says: '`review` is a placeholder: name the document or issue where the review can be read',
  },
  {
    what: 'nothing but a feature',
    code: "defineEvent({ feature: 'items', fields: {} });",
    says: '`consent` is missing: essential, or analytics where it needs consent',
  },
  {
    what: 'free text without a reason',
    code: fields('remark: freeText({ maxLength: 100 })'),
    says: 'free text needs a `justification`: write why nothing closed will do, in 20 characters or more',
  },
  {
    what: 'free text without a bound',
    code: fields("remark: freeText({ justification: 'Users explain why in their own words.' })"),
    says: 'free text needs a `maxLength`: the most characters it may have, up to 500',
  },
];

export const WRONG: readonly WrongCode[] = [...CALLS, ...DECLARATIONS];

/** Calls and declarations that are right: neither compiler may say anything. */
export const RIGHT = `
events.capture('login_succeeded');
events.capture('login_succeeded', { surface: 'api' });
events.capture('item_moved', { feature: 'boards', surface: 'modal' });
events.capture('item_created', { kind: 'post', words: 3, tags: ['a'] });
events.capture(Math.random() > 1 ? 'item_created' : 'item_created', { kind: 'post', words: 3 });
const told: EventFields<typeof catalog, 'item_created'> = { kind: 'post', words: 3 };
events.capture('item_created', told);
events.capture('item_created', { ...told, ...(told.words > 2 && { tookMs: 1 }) });
const any: Events = events;
any.capture('anything', { at: 'all' });
defineEvent({
  ...shared,
  ...place,
  fields: { messageType: category(['a']), titleLength: count(), tokenCount: count(), chapterRef: opaqueId(), hippo: opaqueId() },
});
`;
