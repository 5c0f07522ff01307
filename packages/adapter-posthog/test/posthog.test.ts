import { createHash } from 'node:crypto';
import type { Adapter } from '@plumbline/core';
import { makeBatch, makeEvent } from '@plumbline/testkit';
import { type PosthogServer, recordHttp, startPosthogServer } from '@plumbline/testkit/servers';
import { PostHog } from 'posthog-node';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { posthog, type PosthogMessage, type ProjectName } from '../src/index.ts';
import { API_KEY, optionsFor, PERSONAL_KEY } from './posthog-server.ts';

const allow = { page_viewed: ['feature'] };
const host = 'https://eu.i.posthog.com';
const appHost = 'https://eu.posthog.com';

let server: PosthogServer;
beforeEach(async () => {
  server = await startPosthogServer();
});
afterEach(() => {
  vi.unstubAllEnvs();
  return server.close();
});

it.each([
  ['a path', { host: `${host}/v1` }],
  ['a name without a scheme', { host: 'eu.i.posthog.com' }],
  ['plain http', { host: 'http://eu.i.posthog.com' }],
  ['no host', { host: undefined as never }],
  ['an empty key', { apiKey: '' }],
  ['a personal key in place of the project', { apiKey: PERSONAL_KEY }],
  ['a private API without a project', { appHost }],
  ['a project that is no number', { appHost, projectId: '../1' }],
  ['a private API over plain http', { appHost: 'http://eu.posthog.com', projectId: '1' }],
  ['a personal key with nowhere to go', { personalApiKey: PERSONAL_KEY }],
  ['a project key in place of the personal', { appHost, projectId: '1', personalApiKey: API_KEY }],
])('refuses %s before anything is opened', (_what, wrong) => {
  const make = (): unknown => posthog({ allow, host, apiKey: API_KEY, ...wrong });
  expect(make).toThrow(expect.objectContaining({ code: 'PLB_ADAPTER_OPTION' }));
});

// `plumbline egress` has no key: what stands in code is read all the same, or it would write what no start accepts.
it.each([
  ['a host with a path', { host: `${host}/v1` }, /`host`/],
  ['a host without a scheme', { host: 'eu.i.posthog.com' }, /`host`/],
  ['a host over plain http', { host: 'http://eu.i.posthog.com' }, /`host`/],
  ['no host', { host: undefined as never }, /`host`/],
  ['a private API without a scheme', { appHost: 'eu.posthog.com', projectId: '1' }, /`appHost`/],
  ['a private API over plain http', { appHost: 'http://eu.posthog.com', projectId: '1' }, /`appHost`/],
  ['a private API without a project', { appHost }, /`projectId`/],
  ['a project that is no number', { appHost, projectId: '../1' }, /`projectId`/],
  ['projects that are none', { projects: ['sha256:1'] as never }, /`projects`/],
  ['a list of no projects', { projects: [] }, /`projects`/],
])('refuses %s without a key as well', (_what, wrong, message) => {
  expect(() => posthog.fromEnv({ allow, host, ...wrong })).toThrow(
    expect.objectContaining({
      code: 'PLB_ADAPTER_OPTION',
      message: expect.stringMatching(message) as string,
    }) as Error,
  );
});

it.each([
  ['the whole catalog', 'catalog'],
  ['nothing', undefined],
  ['no list of fields', { page_viewed: 'feature' }],
  ['a property that would make a person', { page_viewed: ['$set'] }],
])('refuses to send %s without a key as well', (_what, given) => {
  expect(() => posthog.fromEnv({ host, allow: given as never })).toThrow(
    expect.objectContaining({ code: 'PLB_ADAPTER_ALLOWLIST' }) as Error,
  );
});

it.each(['$set', '$ip', 'distinct_id', 'token'])('refuses to list %s, which would make a person', (field) => {
  const make = (): unknown => posthog({ allow: { page_viewed: ['feature', field] }, host, apiKey: API_KEY });
  expect(make).toThrow(expect.objectContaining({ code: 'PLB_ADAPTER_ALLOWLIST' }));
});

it('comes on with its variable, and takes a personal key only where code says where it goes', async () => {
  const deferred = posthog.fromEnv({ allow, host });
  expect(deferred.variables).toEqual(['POSTHOG_API_KEY', 'POSTHOG_PERSONAL_API_KEY']);
  expect(deferred.fromEnvironment({ POSTHOG_API_KEY: '' })).toBeUndefined();
  const both = { POSTHOG_API_KEY: API_KEY, POSTHOG_PERSONAL_API_KEY: PERSONAL_KEY };
  await using plain = deferred.fromEnvironment(both);
  expect(plain?.destinations).toEqual([host]);
  await using erasing = posthog.fromEnv({ allow, host, appHost, projectId: '1' }).fromEnvironment(both);
  expect(erasing?.destinations).toEqual([host, appHost]);
});

const OTHER_KEY = ['phc', 'another'].join('_');
const accountsOf = (adapter: Pick<Adapter, 'egress'> | undefined) =>
  adapter?.egress?.endpoints.map(({ accounts }) => accounts);
const digestOf = (key: string): ProjectName => `sha256:${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;

it('says whose project it is, and never by its key', () => {
  const [one, other] = [API_KEY, OTHER_KEY].map((apiKey) => posthog({ allow, host, apiKey }));
  expect([accountsOf(one), accountsOf(other)]).toEqual([[[digestOf(API_KEY)]], [[digestOf(OTHER_KEY)]]]);
  expect(JSON.stringify(one?.egress)).not.toContain(API_KEY);
});

it('leaves the project to the environment, with the same lines in each, unless code lists those it may be', () => {
  const open = posthog.fromEnv({ allow, host });
  for (const key of [API_KEY, OTHER_KEY]) {
    expect(open.fromEnvironment({ POSTHOG_API_KEY: key })?.egress).toEqual(open.egress);
  }
  expect(open.egress?.endpoints.map(({ accounts }) => accounts)).toEqual([['env:POSTHOG_API_KEY']]);

  const projects = [digestOf(API_KEY), 'sha256:0123456789abcdef'] as const;
  const listed = posthog.fromEnv({ allow, host, projects });
  expect(listed.fromEnvironment({ POSTHOG_API_KEY: API_KEY })?.egress).toEqual(listed.egress);
  expect(listed.egress?.endpoints.map(({ accounts }) => accounts)).toEqual([projects]);
  const wrong = (): unknown => listed.fromEnvironment({ POSTHOG_API_KEY: OTHER_KEY });
  expect(wrong).toThrow(
    expect.objectContaining({ code: 'PLB_ADAPTER_OPTION', message: expect.stringContaining(digestOf(OTHER_KEY)) }),
  );
  expect(wrong).not.toThrow(OTHER_KEY);
});

it.each([
  ['a list of nobody', []],
  ['the key itself', [API_KEY]],
  ['no list', digestOf(API_KEY)],
])('refuses %s as projects, and says how this one is written', (_what, projects) => {
  const make = (): unknown => posthog({ allow, host, apiKey: API_KEY, projects: projects as never });
  expect(make).toThrow(expect.objectContaining({ message: expect.stringContaining(digestOf(API_KEY)) }));
  expect(make).not.toThrow(API_KEY);
});

it('makes no person, looks no address up, and keeps the time at which an event happened', async () => {
  await using adapter = posthog({ allow, ...optionsFor(server, false) });
  await adapter.send(makeBatch([makeEvent({ occurredAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678) })]));
  expect(server.events).toMatchObject([
    {
      timestamp: '2026-01-02T03:04:05.678Z',
      properties: { $process_person_profile: false, $geoip_disable: true, feature: 'reports' },
    },
  ]);
});

it('sends the same under a variable that the client reads for itself', async () => {
  vi.stubEnv('POSTHOG_CAPTURE_MODE', 'v1');
  await using adapter = posthog({ allow, ...optionsFor(server, false) });
  expect(await adapter.send(makeBatch(2))).toEqual({ kind: 'delivered' });
  expect(server.events).toHaveLength(2);
});

it('gives people who are unknown no ID in common', async () => {
  await using adapter = posthog({ allow, ...optionsFor(server, false) });
  await adapter.send(makeBatch([makeEvent({ anonymousUserId: '' }), makeEvent({ anonymousUserId: '' })]));
  expect(new Set(server.events.map(({ distinct_id: id }) => id)).size).toBe(2);
  expect(server.faults).toEqual([]);
});

it('does not take a 200 over the quota for a delivery', async () => {
  await using adapter = posthog({ allow, ...optionsFor(server, false) });
  server.limitQuota(true);
  expect(await adapter.send(makeBatch(2))).toMatchObject({ kind: 'rejected', error: { message: /quota/ } });
  server.limitQuota(false);
  expect((await adapter.send(makeBatch(2))).kind).toBe('delivered');
});

it.each([
  ['a page of something else', { status: 200, body: '<html>sign in</html>' }, 'rejected'],
  ['an empty 200', { status: 200 }, 'rejected'],
  ['a status that is not PostHog’s yes', { status: 200, body: '{"status":0}' }, 'rejected'],
  ['the yes of its newer servers', { status: 200, body: '{"status":"Ok"}' }, 'delivered'],
  ['a redirect', { status: 308, headers: { location: 'http://127.0.0.1:1/' } }, 'rejected'],
  ['a wrong key', { status: 401 }, 'rejected'],
  ['a forbidden one', { status: 403 }, 'rejected'],
  ['a time-out on the way', { status: 408 }, 'retry'],
  ['a gateway without a server', { status: 502 }, 'retry'],
])('judges %s', async (_what, answer, kind) => {
  await using front = await recordHttp();
  front.answer(() => answer);
  await using adapter = posthog({ allow, host: front.url, apiKey: API_KEY });
  expect((await adapter.send(makeBatch(1))).kind).toBe(kind);
  expect(front.received).toHaveLength(1);
});

it('leaves the halving of a batch that is too large to the one loop there is', async () => {
  await using adapter = posthog({ allow, ...optionsFor(server, false) });
  await server.fail('too_large');
  expect((await adapter.send(makeBatch(64))).kind).toBe('too_large');
  expect(server.requests).toHaveLength(1);
});

it('sends a full batch in one request', async () => {
  await using adapter = posthog({ allow, ...optionsFor(server, false) });
  expect((await adapter.send(makeBatch(adapter.capabilities.maxBatch))).kind).toBe('delivered');
  expect(server.requests).toHaveLength(1);
});

it('keeps nothing of a batch that failed for the next', async () => {
  await using adapter = posthog({ allow, ...optionsFor(server, false) });
  await server.fail('cut');
  expect((await adapter.send(makeBatch(3))).kind).toBe('unknown');
  await server.fail('none');
  expect((await adapter.send(makeBatch(2))).kind).toBe('delivered');
  expect(server.events).toHaveLength(2);
});

/** The real client with a fault of the kind that its releases have had: an event is gone before it is sent. */
class ForgetfulPostHog extends PostHog {
  #captured = 0;

  override capture(message: PosthogMessage): void {
    this.#captured += 1;
    if (this.#captured > 1) super.capture(message);
  }
}

it('names the events that the client itself left out', async () => {
  await using adapter = posthog({ allow, ...optionsFor(server, false), lib: { PostHog: ForgetfulPostHog } });
  const batch = makeBatch(3);
  expect(await adapter.send(batch)).toMatchObject({ kind: 'partial', rejected: [batch.events[0]?.eventId], retry: [] });
  expect((await adapter.send(makeBatch(1))).kind).toBe('rejected');
});

it('asks for a host and an allowlist at compile time', () => {
  // @ts-expect-error an adapter without a host does not type-check
  expect(() => posthog({ allow, apiKey: API_KEY })).toThrow(/host/);
  // @ts-expect-error an adapter without an allowlist does not type-check
  expect(() => posthog({ host, apiKey: API_KEY })).toThrow(/allow/);
});
