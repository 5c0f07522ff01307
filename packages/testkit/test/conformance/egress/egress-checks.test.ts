import { createHash } from 'node:crypto';
import {
  type Adapter,
  type DeferredAdapter,
  defineAdapter,
  type EgressDeclaration,
  type OutboundEvent,
} from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import {
  egressChecks,
  egressConformance,
  type EgressSubject,
  type EgressTraits,
  recordHttp,
} from '../../../src/index.ts';
import { type FakeOptions, honest, judge } from '../fake-adapter.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

const encode = ({ eventId, name, anonymousUserId, occurredAt, payload }: OutboundEvent): object => ({
  id: eventId,
  name,
  who: hash(anonymousUserId),
  at: new Date(occurredAt).toISOString(),
  properties: payload,
});

const declaration: EgressDeclaration = {
  party: 'third-party',
  endpoints: [{ at: '', method: 'POST', path: '/in' }],
  headers: [
    'accept',
    'accept-encoding',
    'accept-language',
    'connection=keep-alive',
    'content-length',
    'content-type=application/json',
    'host',
    'sec-fetch-mode',
    'user-agent',
  ],
  sdkAdds: [{ key: 'batch[].$lib', type: 'text', what: 'name of the client' }],
  envelope: [
    { slot: 'eventId', as: 'id', transform: 'identity' },
    { slot: 'name', as: 'name', transform: 'identity' },
    { slot: 'anonymousUserId', as: 'who', transform: 'sha256' },
    { slot: 'occurredAt', as: 'at', transform: 'iso-time' },
  ],
  payloadAs: 'properties.{field}',
  retention: 'vendor',
  erasure: 'not-possible',
};

interface Parts {
  readonly egress?: (declared: EgressDeclaration) => EgressDeclaration | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly write?: (event: OutboundEvent) => object;
  readonly body?: object;
}

/** An honest adapter, of which one part is replaced. */
const adapterOf =
  ({ egress = (declared) => declared, headers = {}, path = '/in', write = encode, body = {} }: Parts) =>
  (options: FakeOptions): Adapter =>
    defineAdapter({
      ...honest,
      egress: ({ url }: FakeOptions) =>
        egress({
          ...declaration,
          endpoints: [{ at: new URL(url).origin, method: 'POST', path: '/in' }],
        }) as EgressDeclaration,
      async send({ url }, { events }, signal) {
        const batch = events.map((event) => ({ $lib: 'fake', ...write(event) }));
        const init = { method: 'POST', signal, headers: { 'content-type': 'application/json', ...headers } };
        return judge(await fetch(url + path, { ...init, body: JSON.stringify({ batch, ...body }) }));
      },
    })(options);

const deferredAs = (egress?: EgressDeclaration): DeferredAdapter => ({
  kind: 'fake',
  role: 'mirror',
  variables: ['FAKE_KEY'],
  fromEnvironment: () => undefined,
  ...(egress && { egress }),
});

const traits: EgressTraits = {
  allow: { page_viewed: ['feature', 'tags'] },
  sample: (index) => ({
    name: index % 5 === 0 ? 'role_changed' : 'page_viewed',
    payload: { feature: 'reports', secret: 'x', ...(index % 3 === 0 && { tags: ['a', 'b'] }) },
  }),
  eventAt: 'batch[]',
  events: 60,
  deferred: deferredAs({ ...declaration, endpoints: [{ at: 'https://vendor.example', method: 'POST', path: '/in' }] }),
};

const subjectOf = (parts: Parts) => async (): Promise<EgressSubject> => {
  const server = await recordHttp();
  return {
    create: (options) => adapterOf(parts)({ ...options, url: server.url }),
    requests: () => server.received,
    stop: () => server.close(),
  };
};

egressConformance('an honest adapter', traits, subjectOf({}));

const [undeclared, unsent, form, address, early] = egressChecks.map(({ name }) => name);

const dropHeader = (name: string) => (declared: EgressDeclaration) => ({
  ...declared,
  headers: declared.headers.filter((header) => header !== name),
});

const mutants: readonly [string, Parts, readonly (string | undefined)[], Partial<EgressTraits>?][] = [
  ['declares nothing', { egress: () => undefined }, [undeclared, unsent, form, address, early]],
  ['sends a header of its own', { headers: { 'x-sdk': '1' } }, [undeclared]],
  ['does not declare a header of the runtime', { egress: dropHeader('accept-language') }, [undeclared, early]],
  ['sends another value than the constant one', { headers: { 'content-type': 'text/plain' } }, [undeclared, unsent]],
  ['sends a key beside the events', { body: { sent_at: 'now' } }, [undeclared]],
  ['sends a key with each event', { write: (event) => ({ ...encode(event), os: 'x' }) }, [undeclared]],
  [
    'hides a key in a text of JSON',
    { write: (event) => ({ ...encode(event), properties: JSON.stringify({ ...event.payload, os: 'x' }) }) },
    [undeclared],
  ],
  ['asks with a query', { path: '/in?ip=1' }, [undeclared]],
  ['posts to another path', { path: '/in/v2' }, [undeclared, unsent]],
  ['sends a slot that it does not declare', { write: (event) => ({ ...encode(event), who: event.sessionId }) }, [form]],
  ['sends the user as it is', { write: (event) => ({ ...encode(event), who: event.anonymousUserId }) }, [form]],
  [
    'sends a hash where it declares the ID',
    { write: (event) => ({ ...encode(event), id: hash(event.eventId) }) },
    [form],
  ],
  [
    'declares a header that it does not send',
    { egress: (declared) => ({ ...declared, headers: [...declared.headers, 'x-old'] }) },
    [unsent, early],
  ],
  ['leaves out a listed field', { write: (event) => ({ ...encode(event), properties: { feature: 'x' } }) }, [unsent]],
  [
    'takes the address of a third party from a variable',
    { egress: (declared) => ({ ...declared, endpoints: [{ at: 'env:FAKE_URL', method: 'POST', path: '/in' }] }) },
    [address],
  ],
  [
    'declares an address that is no destination',
    {
      egress: (declared) => ({
        ...declared,
        endpoints: [{ at: 'https://other.example', method: 'POST', path: '/in' }],
      }),
    },
    [address],
  ],
  [
    'declares an address with a path',
    {
      egress: (declared) => ({
        ...declared,
        endpoints: declared.endpoints.map((each) => ({ ...each, at: `${each.at}/in` })),
      }),
    },
    [address],
  ],
  ['declares nothing before it is on', {}, [early], { deferred: deferredAs() }],
  [
    'says that something is unseen which is seen',
    {},
    [unsent],
    { unseen: { 'header host': 'it is always there, of course' } },
  ],
];

describe('each planted bug turns exactly its checks red', () => {
  it.each(mutants)('%s', async (_bug, parts, expected, change = {}) => {
    const red: string[] = [];
    for (const check of egressChecks) {
      const subject = await subjectOf(parts)();
      await check.run(subject, { ...traits, ...change }).catch(() => red.push(check.name));
      await subject.stop();
    }
    expect(red).toEqual(expected);
  });

  it('has no check without a mutant', () => {
    const covered = new Set(mutants.flatMap(([, , red]) => red));
    expect(egressChecks.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });
});
