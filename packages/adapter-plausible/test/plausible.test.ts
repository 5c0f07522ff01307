import type { Adapter } from '@plumbline/core';
import { makeBatch, makeEvent } from '@plumbline/testkit';
import { recordHttp, startPlausibleServer } from '@plumbline/testkit/servers';
import { expect, it } from 'vitest';
import { plausible } from '../src/index.ts';
import { catalog, optionsFor } from './plausible-server.ts';

const allow = { page_viewed: ['feature'] } as const;
const host = 'https://plausible.io';
const options = { ...optionsFor(host), allow };
const page = { ...catalog.events.page_viewed };

it.each([
  ['a path', { host: `${host}/api` }],
  ['plain http', { host: 'http://plausible.io' }],
  ['no host', { host: undefined as never }],
  ['an address for a domain', { domain: 'https://example.com' }],
  ['an empty domain', { domain: '' }],
  ['no pages', { pages: {} }],
  ['a page with a query', { pages: { '/plans/:id': '/plans?who=me' } }],
  ['a catalog without page views', { catalog: { events: {} } as never }],
] as const)('refuses %s before anything is opened', (_what, wrong) => {
  expect(() => plausible({ ...options, ...wrong })).toThrow(expect.objectContaining({ code: 'PLB_ADAPTER_OPTION' }));
});

it.each([
  [
    'page views that a server may write too',
    { catalog: { events: { page_viewed: { ...page, sources: ['web', 'api'] } } } },
  ],
  ['page views that only a server writes', { catalog: { events: { page_viewed: { ...page, sources: ['api'] } } } }],
  ['page views of signed-in people', { catalog: { events: { page_viewed: { ...page, audience: 'authenticated' } } } }],
  [
    'page views that do not say whom they are about',
    { catalog: { events: { page_viewed: { ...page, audience: undefined } } } },
  ],
  ['an event of signed-in people', { allow: { page_viewed: [], item_created: ['kind'] } }],
  ['a dimension of who is signed in', { allow: { page_viewed: ['feature', 'plan'] } }],
  ['a number', { allow: { page_viewed: ['seconds'] }, catalog: withField('seconds', 'duration') }],
  ['an ID', { allow: { page_viewed: ['item'] }, catalog: withField('item', 'opaque-id') }],
  ['a text', { allow: { page_viewed: ['note'] }, catalog: withField('note', 'free-text') }],
  ['an allowlist without page views', { allow: {} }],
])('refuses %s when it is made, and before the environment is read', (_what, wrong) => {
  const all = { ...options, ...wrong } as typeof options;
  const code = expect.objectContaining({ code: 'PLB_ADAPTER_ALLOWLIST' });
  expect(() => plausible(all)).toThrow(code);
  expect(() => plausible.fromEnv(all)).toThrow(code);
});

function withField(name: string, privacy: string): unknown {
  return { events: { page_viewed: { audience: 'public', sources: ['web'], fields: { [name]: { class: privacy } } } } };
}

it('declares the pages whose views leave, so that another one is another line of the lockfile', () => {
  const pages = { '/plans/:id': '/plans', '/': '/', '/about': '/about' } as const;
  const declared = plausible({ ...options, pages }).egress?.sdkAdds;
  expect(declared).toContainEqual({
    key: 'url',
    type: 'enum(/|/about|/plans/:id=/plans)',
    what: 'the pages whose views leave',
  });
  expect(plausible.fromEnv({ ...options, pages }).egress?.sdkAdds).toEqual(declared);
});

it('refuses events and fields of signed-in people at compile time', () => {
  // @ts-expect-error another event does not type-check
  expect(() => plausible({ ...options, allow: { page_viewed: [], item_created: ['kind'] } })).toThrow(/item_created/);
  // @ts-expect-error a dimension does not type-check
  expect(() => plausible({ ...options, allow: { page_viewed: ['plan'] } })).toThrow(/plan/);
  const inside = { events: { page_viewed: { ...page, audience: 'authenticated' } } } as const;
  // @ts-expect-error page views of signed-in people do not type-check
  expect(() => plausible({ ...options, catalog: inside })).toThrow(/not for the public/);
  // @ts-expect-error an adapter without an allowlist does not type-check
  expect(() => plausible(optionsFor(host))).toThrow(/allow/);
});

it('comes on with its variable', async () => {
  const deferred = plausible.fromEnv(options);
  expect(deferred.fromEnvironment({ PLAUSIBLE_DOMAIN: '' })).toBeUndefined();
  await using adapter = deferred.fromEnvironment({ PLAUSIBLE_DOMAIN: 'example.com' });
  expect(adapter?.destinations).toEqual([host]);
  const code = expect.objectContaining({ code: 'PLB_CONFIG_INVALID' });
  expect(() => deferred.fromEnvironment({ PLAUSIBLE_DOMAIN: 'a b' })).toThrow(code);
});

it('sends the public page and the same visitor for everybody, and no page that is not listed', async () => {
  await using server = await startPlausibleServer();
  await using adapter = plausible({ ...optionsFor(server.url), allow: { page_viewed: ['feature', 'tags'] } });
  const payload = { feature: 'reports', tags: ['b', 'a'] };
  const views = ['/orgs/:id', '/plans/:id', '/orgs/:id/members', 'toString'];
  const outcome = await adapter.send(makeBatch(views.map((routePattern) => makeEvent({ routePattern, payload }))));
  expect(outcome.kind).toBe('delivered');
  const props = { feature: 'reports', tags: 'a,b' };
  expect(server.events.toSorted((a, b) => a.url.localeCompare(b.url))).toEqual([
    { name: 'pageview', domain: 'example.com', url: 'https://example.com/pricing', props },
    { name: 'pageview', domain: 'example.com', url: 'https://example.com/teams', props },
  ]);
  const visitors = server.requests.map(
    ({ headers }) => `${headers['user-agent']} ${String(headers['x-forwarded-for'])}`,
  );
  expect(new Set(visitors)).toEqual(new Set(['plumbline 192.0.2.1']));
  expect(server.faults).toEqual([]);
});

it('says whose site it is: by its name where code has it, and by the variable where that has it', () => {
  const { domain: _domain, ...inCode } = options;
  const accountsOf = (adapter: Pick<Adapter, 'egress'> | undefined) =>
    adapter?.egress?.endpoints.map(({ accounts }) => accounts);
  expect(accountsOf(plausible({ ...inCode, domain: 'example.com' }))).toEqual([['site:example.com']]);
  const deferred = plausible.fromEnv(inCode);
  expect(deferred.egress?.endpoints[0]?.accounts).toEqual(['env:PLAUSIBLE_DOMAIN']);
  for (const site of ['a.example', 'b.example']) {
    expect(deferred.fromEnvironment({ PLAUSIBLE_DOMAIN: site })?.egress).toEqual(deferred.egress);
  }
});

it('does not take a dropped view for a delivery', async () => {
  await using server = await startPlausibleServer({ domains: ['another.example'] });
  await using adapter = plausible({ ...optionsFor(server.url), allow });
  expect(await adapter.send(makeBatch(2))).toMatchObject({ kind: 'rejected', error: { message: /dropped/ } });
  expect(server.dropped).toHaveLength(2);
});

it.each([
  ['a page of something else', { status: 200 }, 'rejected'],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'rejected'],
  ['408', { status: 408 }, 'retry'],
  ['502', { status: 502 }, 'retry'],
  ['504, after which nobody knows', { status: 504 }, 'unknown'],
])('judges %s', async (_what, answer, kind) => {
  await using front = await recordHttp();
  front.answer(() => answer);
  await using adapter = plausible({ ...optionsFor(front.url), allow });
  expect((await adapter.send(makeBatch(1))).kind).toBe(kind);
  expect(front.received).toHaveLength(1);
});

it('names the views that were refused, gives up those without an answer, and repeats those that have to wait', async () => {
  await using front = await recordHttp();
  const answers: Readonly<Record<string, number>> = { refused: 400, cut: 0, busy: 503 };
  front.answer(({ body }) => {
    const { props } = JSON.parse(body) as { readonly props: { readonly feature: string } };
    return answers[props.feature] ?? 202;
  });
  await using adapter = plausible({ ...optionsFor(front.url), allow });
  const of = (feature: string) => makeEvent({ payload: { feature } });
  const [first, refused, cut, busy, later, last] = [of('a'), of('refused'), of('cut'), of('busy'), of('b'), of('c')];
  const outcome = await adapter.send(makeBatch([first, refused, cut, busy, later, last]));
  expect(outcome).toMatchObject({
    kind: 'partial',
    rejected: [refused.eventId, cut.eventId],
    retry: [busy.eventId, later.eventId, last.eventId],
  });
  expect(front.received).toHaveLength(4);
});
