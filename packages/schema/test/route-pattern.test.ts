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
  '/a b',
  '/a%40b',
  `/${'a'.repeat(200)}`,
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
