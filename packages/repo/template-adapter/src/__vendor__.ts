import {
  type Adapter,
  type DeferredAdapter,
  defineAdapter,
  type ErasureOutcome,
  type ErasureRequest,
  type OutboundBatch,
  type OutboundEvent,
  PlumblineError,
  type SendOutcome,
} from '@plumbline/core';
import { egressOf, ERASE_PATH, KIND, SEND_PATH } from './egress.ts';
import { type __Vendor__EnvOptions, defer__Vendor__ } from './from-env.ts';
import { judgeAnswer, judgeFailure } from './judge.ts';
import type { __Vendor__Options } from './options.ts';
import { userOf } from './user-of.ts';

/** What is opened once and used by each send: with a vendor's package this is its client. */
interface Client {
  post(path: string, body: unknown, signal: AbortSignal): Promise<Response>;
}

/** What one event becomes on the wire. It can hold nothing that the allowlist does not name: core has cut it. */
const encode = ({ eventId, name, occurredAt, anonymousUserId, payload }: OutboundEvent): object => ({
  id: eventId,
  name,
  at: new Date(occurredAt).toISOString(),
  user: userOf(anonymousUserId),
  properties: payload,
});

function check({ host, apiKey }: __Vendor__Options): void {
  const url = URL.canParse(host) ? new URL(host) : undefined;
  const local = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && local);
  if (!safe || url.origin !== host.replace(/\/$/, '')) {
    throw new PlumblineError('PLB_ADAPTER_OPTION', `${KIND}: \`host\` is not an origin`, {
      fix: 'Write it as `https://host`, without a path, a query or credentials.',
    });
  }
  if (apiKey === '') throw new PlumblineError('PLB_ADAPTER_OPTION', `${KIND}: \`apiKey\` is empty`);
}

async function send(client: Client, batch: OutboundBatch, signal: AbortSignal): Promise<SendOutcome> {
  try {
    return await judgeAnswer(
      await client.post(SEND_PATH, { events: batch.events.map((event) => encode(event)) }, signal),
    );
  } catch (thrown) {
    return judgeFailure(thrown);
  }
}

async function erase(client: Client, request: ErasureRequest, signal: AbortSignal): Promise<ErasureOutcome> {
  const users = request.anonymousUserIds.map((id) => userOf(id));
  const answer = await client.post(ERASE_PATH, { users }, signal).catch(() => undefined);
  const error = new Error(`${KIND}: answered ${answer?.status ?? 'nothing'} to an erasure`);
  if (answer === undefined || answer.status === 429 || answer.status >= 500) return { kind: 'retry', error };
  if (answer.status >= 400) return { kind: 'failed', error };
  const { removed } = (await answer.json()) as { readonly removed: number };
  return removed === 0 ? { kind: 'nothing_found' } : { kind: 'erased', removed };
}

const create: (options: __Vendor__Options) => Adapter = defineAdapter<__Vendor__Options, Client>({
  kind: KIND,
  role: 'mirror',
  // `idempotent` is a promise: the destination stores an event once, however often its ID arrives.
  capabilities: { maxBatch: 100, idempotent: true },
  destinations: ({ host }) => [new URL(host).origin],
  egress: ({ host }) => egressOf(host),
  check,
  // The only place that may import a vendor's package: `const { Client } = await import('…')`.
  open: async ({ host, apiKey }) => ({
    post: (path, body, signal) =>
      fetch(new URL(path, host), {
        method: 'POST',
        signal,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  }),
  send,
  erase,
});

/** Mirrors listed product events. Throws PLB_ADAPTER_OPTION for a host or key that cannot work. */
export const __vendor__: {
  (options: __Vendor__Options): Adapter;
  /** The same, on as soon as `__VENDOR___API_KEY` is set; until then nothing is imported, opened or sent. */
  fromEnv(options: __Vendor__EnvOptions): DeferredAdapter;
} = Object.assign((options: __Vendor__Options) => create(options), {
  fromEnv: (options: __Vendor__EnvOptions) => defer__Vendor__(options, create),
});
