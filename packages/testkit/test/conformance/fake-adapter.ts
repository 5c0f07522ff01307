import {
  type Adapter,
  type AdapterOptions,
  type AdapterSpec,
  type DeferredAdapter,
  defineAdapter,
  delivered,
  type OutboundBatch,
  type OutboundEvent,
  partial,
  rejected,
  retryLater,
  type SendOutcome,
  tooLarge,
  unknown,
} from '@plumbline/core';
import { type AdapterSubject, type AdapterTraits, type DestinationFault, recordHttp } from '../../src/index.ts';

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

export async function judge(answer: Response): Promise<SendOutcome> {
  const { status, headers } = answer;
  if (status === 207) {
    const { rejected: ids } = (await answer.json()) as { rejected: readonly string[] };
    return partial(new Error('fake: refused in part'), { rejected: ids });
  }
  await answer.text();
  if (status < 300) return delivered();
  const error = new Error(`fake: answered ${status}`);
  if (status === 413) return tooLarge(error);
  if (status === 429) return retryLater(error, Number(headers.get('retry-after')) * 1000);
  return status >= 400 && status < 500 ? rejected(error) : retryLater(error);
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
      return await judge(await post(url, batch.events.map(encode), signal));
    } catch (thrown) {
      const { code } = ((thrown as Error).cause ?? {}) as { code?: string };
      return unknown(Object.assign(new Error('fake: no answer'), { code }));
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
  const stored: string[] = [];
  const seen = new Set<string>();
  let how: DestinationFault = 'none';
  // The destination knows a request that it has, as one must that is declared idempotent.
  server.answer(({ body }) => {
    const ids = (JSON.parse(body) as readonly { eventId: string }[]).map(({ eventId }) => eventId);
    if (!seen.has(body)) stored.push(...(how === 'partial' ? ids.slice(1) : ids));
    seen.add(body);
    return how === 'partial' ? { status: 207, body: JSON.stringify({ rejected: ids.slice(0, 1) }) } : 200;
  });
  return {
    create: (options) => factory({ ...options, url: server.url }),
    received: () => server.received.map(({ path, headers, body }) => JSON.stringify({ path, headers }) + body),
    storedIds: () => stored,
    fail: (next) => server.fail((how = next)),
    stop: () => server.close(),
  };
}
