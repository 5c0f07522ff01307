import fc from 'fast-check';
import { checkRoutePattern } from '@plumbline/schema';
import { expect, it } from 'vitest';
import { nextPagesPattern, nextPattern } from '../src/next.ts';
import { createRouteTable, toPattern } from '../src/plain.ts';
import { type DataRouter, reactRouterPattern, trackReactRouter } from '../src/react-router.ts';
import { sveltekitPattern } from '../src/sveltekit.ts';
import { trackVueRouter, type VueRouter, vueRouterPattern } from '../src/vue-router.ts';

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

type RouterStates = Parameters<Parameters<DataRouter['subscribe']>[0]>[0][];

/** What is told of a router that goes through these states, the first of which it has when it is made. */
function told([first, ...later]: RouterStates): readonly (string | undefined)[] {
  const seen: (string | undefined)[] = [];
  let tell: (state: RouterStates[number]) => void = () => {};
  const router: DataRouter = {
    state: first!,
    subscribe(listener) {
      tell = listener;
      return () => {};
    },
  };
  trackReactRouter(router, { pageViewed: (pattern) => seen.push(pattern) });
  for (const state of later) tell(state);
  return seen;
}

const at = (pathname: string, ...paths: readonly string[]): RouterStates[number] => ({
  initialized: true,
  location: { pathname },
  navigation: { state: 'idle' },
  matches: ['/', ...paths].map((path) => ({ route: { path } })),
  errors: null,
});
const loading = { navigation: { state: 'loading' } };
const notFound = { errors: { root: { status: 404 } } };

// As React Router 8.5.1 goes through them (looked at).
it.each<[string, RouterStates, readonly string[]]>([
  [
    'arrivals, each once',
    [
      at('/'),
      { ...at('/'), ...loading },
      at('/orgs/7', 'orgs/:id'),
      at('/orgs/7', 'orgs/:id'),
      at('/orgs/8', 'orgs/:id'),
    ],
    ['/', '/orgs/:id', '/orgs/:id'],
  ],
  [
    'no page that was left before it was there',
    [at('/'), { ...at('/'), ...loading }, at('/files/x', 'files/*')],
    ['/', '/files/*'],
  ],
  [
    'a first page that sends elsewhere not at all',
    [
      { ...at('/old', 'old'), initialized: false },
      { ...at('/old', 'old'), initialized: false, ...loading },
      at('/orgs/9', 'orgs/:id'),
    ],
    ['/orgs/:id'],
  ],
  [
    'a first page whose routes come later by what they are then',
    [
      { ...at('/deep/7'), initialized: false },
      { ...at('/deep/7', 'deep/:id'), initialized: false },
      at('/deep/7', 'deep/:id'),
    ],
    ['/deep/:id'],
  ],
  [
    'a first page that turns out not to be there as unmatched',
    [
      { ...at('/gone/1', 'gone/:id'), initialized: false },
      { ...at('/gone/1', 'gone/:id'), ...notFound },
    ],
    ['unmatched'],
  ],
  ['what no route fits as unmatched', [at('/'), { ...at('/nowhere'), ...notFound }], ['/', 'unmatched']],
])('follows a data router: %s', (_, states, patterns) => {
  expect(told(states)).toEqual(patterns);
});

it('follows Vue Router, but for what did not arrive and what is the same page', () => {
  const seen: (string | undefined)[] = [];
  const to = { path: '/orgs/7', matched: [{ path: '/orgs/:id' }] };
  const router: VueRouter = {
    afterEach(guard) {
      guard(to, { path: '/', matched: [] });
      // Another query.
      guard(to, to);
      guard({ ...to, path: '/orgs/8' }, to, new Error('aborted'));
      guard({ path: '/nowhere', matched: [] }, to);
      return () => {};
    },
  };
  trackVueRouter(router, { pageViewed: (pattern) => seen.push(pattern) });
  expect(seen).toEqual(['/orgs/:id', 'unmatched']);
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
