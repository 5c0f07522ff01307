import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkRoutePattern } from '../src/index.ts';

it.each([
  '/',
  '/orgs/:id',
  '/orgs/:orgId/items/:itemId/',
  '/files/*',
  '/files/*path',
  '/v1/things/{id}',
  '/blog/[slug]',
  '/docs/[[...path]]',
  '/(app)/settings',
  '/404',
  '/.well-known/thing',
  '/two-factor-authentication-2fa',
  '/api/v1.2.3/oauth2/callback',
  '/:organisationIdentifier2/items',
  '/users/{userId}/emailAddresses/:emailAddressId?',
  'job:nightly-rollup',
])('keeps %s', (route) => {
  expect(checkRoutePattern(route)).toBe(route);
});

it.each([
  '',
  'orgs/:id',
  '/orgs/42',
  '/orgs/01890a5d-ac96-774b-bcce-b302099a8057',
  '/orgs/5d41402abc4b2a76b9719d911017c592',
  '/u/joe@example.com',
  '/search?q=secret',
  '/page#part',
  'https://example.com/',
  '//example.com/x',
  '/www.example.com/x',
  '/go/WWW.example.com',
  '/a b',
  '/a%40b',
  `/${'a'.repeat(200)}`,
  '/reset/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N',
  '/reset/AbC-dEfGhIjK2-9xYz_12.34~QQ',
  '/x/cm91dGVtYXJrZXI-c2VjcmV0',
  '/slack/xoxb-1234567890-abcdef',
  '/call/0049-170-1234567',
  '/u/123-45-6789',
  '/hosts/10.11.12.13',
  '/days/2026-01-05',
  '/:ghp_abcdefghijklmnopqrstuvwxyz0123456789',
  '/{sk_live_4eC39HqLyjWDarjtT1zdp7dc}',
  '/(sk_live_4eC39HqLyjWDarjtT1zdp7dc)',
  '/[...4111111111111111]',
  'job:sk_live_4eC39HqLyjWDarjtT1zdp7dc',
  'job:',
  42,
  undefined,
])('does not keep %s', (route) => {
  expect(checkRoutePattern(route)).toBe('unmatched');
});

it('never lets a query, fragment or address through', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.emailAddress(), fc.string()), (text) => {
      expect(checkRoutePattern(`/${text}`)).not.toMatch(/[?#@]\w*\.|:\/\/|\s/);
      expect(checkRoutePattern(`/a?${text}`)).toBe('unmatched');
    }),
  );
});
