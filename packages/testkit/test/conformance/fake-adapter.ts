import {
  type Adapter,
  type AdapterOptions,
  type AdapterSpec,
  type DeferredAdapter,
  defineAdapter,
  delivered,
  type OutboundBatch,
  type OutboundEvent,
  rejected,
  retryLater,
  type SendOutcome,
  unknown,
} from '@plumbline/core';
import { type AdapterSubject, type AdapterTraits, recordHttp } from '../../src/index.ts';

/** A small honest adapter over fetch, of which tests take one part out. */
export interface FakeOptions extends AdapterOptions {
  readonly url: string;
}

type FakeSpec = AdapterSpec<FakeOptions, { readonly url: string }>;

export const encode = ({ eventId, name, anonymousUserId, routePattern, payload }: OutboundEvent): object => ({
  eventId,
  name,
  anonymousUserId,
  routePattern,
  payload,
});

export function judge(status: number): SendOutcome {
  if (status < 300) return delivered();
  const error = new Error(`fake: answered ${status}`);
  return status >= 400 && status < 500 && status !== 429 ? rejected(error) : retryLater(error);
}

export const post = (url: string, events: readonly object[], signal?: AbortSignal): Promise<Response> =>
  fetch(url, { method: 'POST', body: JSON.stringify(events), ...(signal && { signal }) });

export const honest: FakeSpec = {
  kind: 'fake',
  role: 'mirror',
  capabilities: { maxBatch: 20, idempotent: true },
  destinations: ({ url }) => [new URL(url).origin],
  open: (options) => Promise.resolve({ url: options.url }),
  async send({ url }, batch: OutboundBatch, signal) {
    try {
      const answer = await post(url, batch.events.map(encode), signal);
      return judge(answer.status);
    } catch {
      return unknown(new Error('fake: no answer'));
    }
  },
};

export const deferred: DeferredAdapter = {
  kind: 'fake',
  role: 'mirror',
  variables: ['FAKE_URL'],
  fromEnvironment: (environment) => (environment['FAKE_URL'] === undefined ? undefined : ({} as Adapter)),
};

export const traits: AdapterTraits = { deferred, envelope: ['anonymousUserId', 'routePattern'] };

/** Sets up a factory against a recorder, as a vendor package would. */
export async function fakeSubject(
  factory: (options: FakeOptions) => Adapter = defineAdapter(honest),
): Promise<AdapterSubject> {
  const server = await recordHttp();
  const fault = { none: 200, busy: 503, cut: 0, hang: -1, refuse: 400 } as const;
  return {
    create: (options) => factory({ ...options, url: server.url }),
    received: () => server.received.map(({ path, headers, body }) => JSON.stringify({ path, headers }) + body),
    storedIds: () =>
      server.accepted.flatMap(({ body }) => (JSON.parse(body) as { eventId: string }[]).map(({ eventId }) => eventId)),
    fail: (how) => server.answer(fault[how]),
    stop: () => server.close(),
  };
}
