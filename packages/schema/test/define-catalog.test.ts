import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  category,
  count,
  defineCatalog,
  defineEvent,
  type Field,
  flag,
  freeText,
  inputSchema,
  opaqueId,
} from '../src/index.ts';
import { exampleCatalog, shared } from './example-catalog.ts';

const valid = { kind: 'post', words: 3, isDraft: false, item: 'itm_1' };

it('copies declared fields in their order, with the one feature and surface filled in', () => {
  const offered = { item: 'itm_1', isDraft: false, words: 3, kind: 'post', tags: ['a'] };
  const result = exampleCatalog.check('item_created', offered);
  expect(result).toEqual({
    ok: true,
    payload: { feature: 'items', surface: 'api', kind: 'post', tags: ['a'], words: 3, isDraft: false, item: 'itm_1' },
  });
  offered.tags.push('b');
  expect(result.ok && Object.keys(result.payload)).toEqual([
    'feature',
    'surface',
    'kind',
    'tags',
    'words',
    'isDraft',
    'item',
  ]);
  expect(result.ok && result.payload['tags']).toEqual(['a']);
});

it('gives the same answer as the zod schema for any payload', () => {
  const change = fc.oneof(
    fc.record({ kind: fc.constantFrom('post', 'image', 'video', 1) }),
    fc.record({ tags: fc.oneof(fc.constant(undefined), fc.array(fc.constantFrom('a', 'b', 'x'), { maxLength: 4 })) }),
    fc.record({ words: fc.oneof(fc.integer({ min: -1, max: 11 }), fc.double(), fc.constant(undefined)) }),
    fc.record({ tookMs: fc.oneof(fc.constant(undefined), fc.nat()) }),
    fc.record({ item: fc.constantFrom('itm_2', 'a@b', '') }),
    fc.record({ note: fc.constantFrom('fine', 'a@b.c', undefined) }),
    fc.record({ feature: fc.constantFrom('items', 'boards', undefined) }),
    fc.record({ surface: fc.constantFrom('api', 'page', undefined) }),
    fc.record({ stray: fc.constantFrom(1, undefined) }),
  );
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
      const payload: object = Object.assign({ ...valid }, ...changes);
      const result = exampleCatalog.check('item_created', payload);
      accepted += result.ok ? 1 : 0;
      expect(result.ok).toBe(inputSchema(exampleCatalog, 'item_created').safeParse(payload).success);
    }),
    { numRuns: 1_000 },
  );
  expect(accepted).toBeGreaterThan(100);
});

it.each([
  ['item_deleted', {}, 'unknown_event'],
  ['toString', {}, 'unknown_event'],
  ['item_created', { ...valid, kind: 'video' }, 'invalid_field'],
  ['item_created', { ...valid, extra: 1 }, 'invalid_field'],
  ['item_created', { ...valid, item: 'joe@example.com' }, 'pii_shape'],
  ['item_created', { ...valid, note: 'joe@example.com' }, 'pii_shape'],
  ['item_created', { ...valid, surface: 'page' }, 'invalid_field'],
  ['item_created', null, 'invalid_field'],
  ['item_created', [valid], 'invalid_field'],
  ['item_created', 'text', 'invalid_field'],
  ['item_moved', { feature: 'items' }, 'invalid_field'],
  ['item_moved', { surface: 'page' }, 'invalid_field'],
  ['login_succeeded', { role: 'admin' }, 'invalid_field'],
  ['login_succeeded', JSON.parse('{"__proto__": {"a": 1}}'), 'invalid_field'],
])('refuses %s %j as %s', (name, payload, reason) => {
  expect(exampleCatalog.check(name, payload)).toMatchObject({ ok: false, reason });
});

it('never shows values or odd keys in faults', () => {
  const result = exampleCatalog.check('item_created', {
    ...valid,
    note: 'canary-1@example.com',
    kind: 'canary-2',
    'canary-3@example.com': 'canary-4',
  });
  expect(JSON.stringify(result)).not.toContain('canary');
  expect(result).toMatchObject({ faults: { length: 3 } });
});

it('hides an event from sources that it does not list', () => {
  const page = { feature: 'items', surface: 'page' };
  expect(exampleCatalog.check('page_viewed', page, 'web').ok).toBe(true);
  expect(exampleCatalog.check('page_viewed', page, 'api')).toMatchObject({ reason: 'unknown_event' });
  expect(exampleCatalog.check('login_succeeded', {}, 'web')).toEqual({
    ok: false,
    reason: 'unknown_event',
    faults: ['declared, but its `sources` does not list `web`'],
  });
  expect(exampleCatalog.check('login_sukceeded', {}, 'web')).toMatchObject({
    reason: 'unknown_event',
    faults: ['the name is not in the catalog'],
  });
});

it('lists every fault of a catalog at once', () => {
  const event = defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { plan: category(['x']) } });
  const define = (): unknown =>
    defineCatalog({
      version: 'one',
      dimensions: { plan: ['free', 'free'], email: ['x'] },
      events: { ClickedThing: event, thing_click: event },
    });
  expect(define).toThrow(expect.objectContaining({ code: 'PLB_CATALOG_INVALID' }));
  for (const part of [
    'version',
    'dimension plan',
    'email',
    'ClickedThing',
    'thing_click',
    'field plan is a dimension',
  ]) {
    expect(define).toThrow(part);
  }
});

it('lists every fault of an event at once', () => {
  const fields: object = {
    email: count(),
    userId: opaqueId(),
    sessionToken: opaqueId(),
    emailRef: opaqueId(),
    'Bad-Key': count(),
    constructor: count(),
    occurredAt: count(),
    raw: 1,
  };
  const define = (): unknown =>
    defineEvent({
      ...shared,
      owner: ' ',
      expires: '2027-02-30',
      feature: [] as never,
      surfaces: ['a', 'a'],
      fields: fields as never,
    });
  for (const part of [
    'owner',
    'expires',
    'feature',
    'surfaces',
    'email',
    'userId',
    'sessionToken',
    'emailRef',
    'camelCase',
    'constructor',
    'occurredAt',
    'raw',
  ]) {
    expect(define).toThrow(part);
  }
});

it.each(['titleLength', 'messageType', 'tokenCount', 'length_words', 'filterKey', 'errorClass', 'keyboard'])(
  'takes %s for a closed or numeric field',
  (name) => {
    expect(() => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { [name]: count() } })).not.toThrow();
  },
);

it.each([
  'emails',
  'queries',
  'addresses',
  'stacktraces',
  'firstname',
  'ipAddr',
  'user',
  'accounts',
  'userid',
  'user_ids',
])('refuses %s for a field that carries text', (name) => {
  const fields: Record<string, Field> = { [name]: opaqueId() };
  expect(() => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: fields as never })).toThrow(name);
  expect(() => defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: { ref: opaqueId() } })).not.toThrow();
});

describe('a name of what somebody typed', () => {
  const define = (fields: Record<string, Field>) => (): unknown =>
    defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: fields as never });
  const text = (): Field => freeText({ justification: 'Users explain why in their own words.', maxLength: 100 });

  it.each(['search', 'searches', 'ticketSubject', 'last_comment', 'comments', 'note', 'summaries', 'description'])(
    '%s is no ID, and free text with a justification',
    (name) => {
      expect(define({ [name]: opaqueId() })).toThrow(`\`${name}\` names what somebody typed: take freeText`);
      expect(define({ [name]: opaqueId().optional() })).toThrow('names what somebody typed');
      for (const field of [text(), text().optional(), category(['a']), count(), flag()]) {
        expect(define({ [name]: field })).not.toThrow();
      }
    },
  );

  it.each(['search_type', 'comment_id', 'noteId', 'research', 'subjects_seen'])('%s is another name', (name) => {
    for (const field of [opaqueId(), category(['a'])]) expect(define({ [name]: field })).not.toThrow();
  });

  it('login is whose it is, in an ID and in a text', () => {
    for (const field of [opaqueId(), text()]) expect(define({ login: field })).toThrow('a raw identity');
    expect(define({ login_id: count() })).toThrow('a raw identity');
    for (const field of [category(['sso']), flag(), count()]) expect(define({ login: field })).not.toThrow();
  });
});

it.each(['', ' ', '-', '?', 'TODO', 'todo: ask', 'TBD (next week)', 'n/a', 'None', 'fixme'])(
  'refuses the review %j, behind which nothing can be read',
  (review) => {
    const define = (): unknown => defineEvent({ ...shared, review, feature: 'a', surfaces: ['b'], fields: {} });
    expect(define).toThrow(/`review`/);
  },
);

it.each(['DPR-114', 'docs/todo.md', 'https://wiki.example/reviews/7', 'none-of-your-business.md'])(
  'takes the review %j',
  (review) => {
    expect(defineEvent({ ...shared, review, feature: 'a', surfaces: ['b'], fields: {} }).review).toBe(review);
  },
);

it('is about signed-in people unless it says otherwise, and leaves nothing to the request', () => {
  const plain = defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: {} });
  expect(plain).toMatchObject({ audience: 'authenticated', fromContext: [] });
  const said = defineEvent({
    ...shared,
    feature: ['a', 'b'],
    surfaces: ['b'],
    audience: 'public',
    fromContext: ['feature'],
    fields: {},
  });
  expect(said).toMatchObject({ audience: 'public', fromContext: ['feature'] });
  const wrong = { audience: 'all', fromContext: ['route'] } as never;
  const define = (): unknown =>
    defineEvent({ ...shared, feature: 'a', surfaces: ['b'], fields: {}, ...(wrong as object) });
  expect(define).toThrow(/`audience` must be public or authenticated[^]*`fromContext`/);
});
