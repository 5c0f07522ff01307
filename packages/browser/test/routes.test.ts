import fc from 'fast-check';
import { checkRoutePattern } from '@plumbline/schema';
import { expect, it } from 'vitest';
import { nextPagesPattern, nextPattern } from '../src/next.ts';
import { createRouteTable, toPattern } from '../src/plain.ts';
import { reactRouterPattern, trackReactRouter } from '../src/react-router.ts';
import { sveltekitPattern } from '../src/sveltekit.ts';
import { trackVueRouter, vueRouterPattern } from '../src/vue-router.ts';

it.each([
  ['/orgs/[id]', '/orgs/:id'],
  ['/orgs/[id=integer]/(team)/[[tab]]', '/orgs/:id/:tab?'],
  ['/files/[...path]', '/files/:path*'],
  ['/docs/[[...slug]]', '/docs/:slug*'],
  ['/files/report-[name].[ext]', '/files/:name'],
  ['/orgs/{org-id}', '/orgs/:org_id'],
  ['/orgs/$id', '/orgs/:id'],
  ['/files/$', '/files/*'],
  [String.raw`/orgs/:id(\d+)/x`, '/orgs/:id/x'],
  ['/:pathMatch(.*)*', '/:pathMatch*'],
  ['/en?/about', '/en/about'],
  ['/(group)/about', '/about'],
  ['/feed/(..)photo/[id]', '/feed/photo/:id'],
  ['/', '/'],
  ['orgs', 'unmatched'],
  ['/broken(', 'unmatched'],
])('writes the declared route %s as %s', (route, pattern) => {
  expect(toPattern(route)).toBe(pattern);
  expect(checkRoutePattern(pattern)).toBe(pattern);
});

it('reads the routers', () => {
  expect(nextPattern(['(shop)', 'orgs', 'acme', 'a/b'], { org: 'acme', rest: ['a', 'b'] })).toBe('/orgs/:org/:rest*');
  expect(nextPattern([], {})).toBe('/');
  expect(nextPattern(['/_not-found'], {})).toBe('unmatched');
  expect(nextPattern(['orgs', 'acme%20inc'], { org: 'acme inc' })).toBe('/orgs/:org');
  expect(nextPattern(['orgs'], { lang: 'en' })).toBe('unmatched');
  expect(nextPagesPattern('/orgs/[id]')).toBe('/orgs/:id');
  expect(nextPagesPattern('/404')).toBe('unmatched');
  expect(
    reactRouterPattern([
      { route: { path: '/' } },
      { route: { path: 'orgs' } },
      { route: {} },
      { route: { path: ':id' } },
    ]),
  ).toBe('/orgs/:id');
  expect(reactRouterPattern([{ route: { path: '/orgs' } }, { route: { path: '/orgs/:id' } }])).toBe('/orgs/:id');
  expect(reactRouterPattern(null)).toBe('unmatched');
  expect(vueRouterPattern({ matched: [{ path: '/orgs' }, { path: '/orgs/:id' }] })).toBe('/orgs/:id');
  expect(vueRouterPattern({ matched: [] })).toBe('unmatched');
  expect(sveltekitPattern('/orgs/[id]')).toBe('/orgs/:id');
  expect(sveltekitPattern(null)).toBe('unmatched');
});

it('follows a data router: arrivals alone, each once, and what is not found as unmatched', () => {
  const seen: (string | undefined)[] = [];
  const state = { location: { key: 'a' }, navigation: { state: 'idle' }, matches: [{ route: { path: '/' } }] };
  let tell: (next: typeof state & { errors?: Record<string, unknown> }) => void = () => {};
  const router = {
    state,
    subscribe(listener: typeof tell) {
      tell = listener;
      return () => {};
    },
  };
  trackReactRouter(router, { pageViewed: (pattern) => seen.push(pattern) });
  tell({ ...state, location: { key: 'b' }, navigation: { state: 'loading' } });
  tell({ ...state, location: { key: 'b' }, matches: [{ route: { path: '/orgs/:id' } }] });
  tell({ ...state, location: { key: 'b' } });
  tell({ ...state, location: { key: 'c' }, errors: { root: { status: 404 } } });
  expect(seen).toEqual(['/', '/orgs/:id', 'unmatched']);
});

it('follows Vue Router, but for what did not arrive', () => {
  const seen: (string | undefined)[] = [];
  const to = { matched: [{ path: '/orgs/:id' }] };
  const router = {
    afterEach(
      guard: (to: { matched: { path: string }[] }, from: { matched: { path: string }[] }, failure?: unknown) => void,
    ) {
      guard(to, to);
      guard(to, to, new Error('aborted'));
      return () => {};
    },
  };
  trackVueRouter(router, { pageViewed: (pattern) => seen.push(pattern) });
  expect(seen).toEqual(['/orgs/:id']);
});

it('finds the pattern of a path in a table, literals first', () => {
  const routeOf = createRouteTable(['/orgs/:id', '/orgs/new', '/', '/files/*', '/docs/:slug*', '/a/:b?/c', '/x/:y+']);
  expect(
    ['/', '/orgs/new', '/orgs/7?new#new', '/files/a/b', '/docs', '/docs/a/b', '/a/c', '/a/b/c', '/x', '/x/1/2'].map(
      routeOf,
    ),
  ).toEqual([
    '/',
    '/orgs/new',
    '/orgs/:id',
    '/files/*',
    '/docs/:slug*',
    '/docs/:slug*',
    '/a/:b?/c',
    '/a/:b?/c',
    'unmatched',
    '/x/:y+',
  ]);
  expect(routeOf('/secret')).toBe('unmatched');
});

const value = fc.stringMatching(/^[A-Za-z0-9@._~-]{1,20}$/).map((text) => `Q${text}Q`);

it('lets no value of a path out', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), value, (path, query) => {
      const text = `/${path.join('/')}?${query}#${query}`;
      const routeOf = createRouteTable(['/', '/orgs/:id', '/orgs/:id/:tab', '/:any', '/x/*']);
      const params = Object.fromEntries(path.map((one, at) => [`p${at}`, one]));
      const rest = { rest: path };
      const patterns = [
        routeOf(text),
        routeOf(`/orgs${text}`),
        routeOf(`/x${text}`),
        nextPattern(['orgs', ...path], params),
        nextPattern(['orgs', path.map(encodeURIComponent).join('/')], rest),
        nextPattern(['orgs', ...path.slice(1)], params),
      ];
      for (const pattern of patterns) for (const one of [...path, query]) expect(pattern).not.toContain(one);
    }),
  );
});
