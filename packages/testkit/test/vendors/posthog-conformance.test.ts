import {
  type AdapterOptions,
  defineAdapter,
  delivered,
  type EgressDeclaration,
  type OutboundEvent,
  rejected,
  retryLater,
  tooLarge,
  unknown,
} from '@plumbline/core';
import { hashFor } from '@plumbline/core/context';
import { PostHog } from 'posthog-node';
import { adapterConformance, egressConformance, erasureConformance, type ErasureSubject } from '../../src/index.ts';
import type { AdapterSubject, EgressSubject } from '../../src/index.ts';
import { startPosthogServer } from '../../src/servers.ts';

/** A small adapter on the real client, so that the suites meet one that has a queue, a console and habits of its own. */
interface Options extends AdapterOptions {
  readonly host: string;
}

const ERASE = '/api/projects/1/persons/bulk_delete/';

const declaration = (host: string): EgressDeclaration => ({
  party: 'third-party',
  endpoints: [
    { at: host, method: 'POST', path: '/batch/' },
    { at: host, method: 'POST', path: '/api/projects/{id}/persons/bulk_delete/' },
  ],
  headers: [
    'accept=*/*',
    'accept-encoding',
    'accept-language=*',
    'authorization',
    'connection=keep-alive',
    'content-encoding=gzip',
    'content-length',
    'content-type=application/json',
    'host',
    'sec-fetch-mode=cors',
    'user-agent',
  ],
  sdkAdds: [
    { key: 'api_key', type: 'text', what: 'public key of the project' },
    { key: 'sent_at', type: 'time', what: 'when the batch left' },
    { key: 'batch[].properties.$lib', type: 'text', what: 'name of the client' },
    { key: 'batch[].properties.$lib_version', type: 'text', what: 'version of the client' },
    { key: 'batch[].properties.$is_server', type: 'flag', what: 'that the client is on a server' },
    { key: 'batch[].properties.$geoip_disable', type: 'flag', what: 'no look-up of the address' },
    { key: 'distinct_ids', type: 'list of text', what: 'people to forget' },
    { key: 'delete_events', type: 'flag', what: 'their events too' },
  ],
  envelope: [
    { slot: 'eventId', as: 'uuid', transform: 'identity' },
    { slot: 'name', as: 'event', transform: 'identity' },
    { slot: 'occurredAt', as: 'timestamp', transform: 'iso-time' },
    { slot: 'anonymousUserId', as: 'distinct_id', transform: 'sha256' },
  ],
  payloadAs: 'properties.{field}',
  retention: 'vendor',
  erasure: 'supported',
});

const statusOf = (thrown: unknown): number | undefined => (thrown as { readonly status?: number }).status;

const distinctId = ({ anonymousUserId, eventId }: OutboundEvent): string =>
  anonymousUserId === '' ? `anon-${eventId}` : hashFor('posthog', anonymousUserId);

const adapter = defineAdapter<Options, string>({
  kind: 'posthog',
  role: 'mirror',
  capabilities: { maxBatch: 100, idempotent: true },
  destinations: ({ host }) => [host],
  egress: ({ host }) => declaration(host),
  open: ({ host }) => Promise.resolve(host),
  async send(host, { events }) {
    const client = new PostHog('phc_testkit', {
      host,
      flushAt: 101,
      flushInterval: 0,
      fetchRetryCount: 0,
      disableGeoip: true,
    });
    // It says on the console what it failed to send.
    client.on('error', () => undefined);
    for (const event of events) {
      const { eventId: uuid, name, occurredAt, payload } = event;
      client.capture({
        distinctId: distinctId(event),
        event: name,
        uuid,
        timestamp: new Date(occurredAt),
        properties: { ...payload },
        disableGeoip: true,
      });
    }
    try {
      await client.flush();
      return delivered();
    } catch (thrown) {
      const status = statusOf(thrown);
      const error = new Error(`posthog: answered ${status ?? 'nothing'}`);
      if (status === undefined) return unknown(error);
      if (status === 413) return tooLarge(error);
      const wait = (thrown as { readonly retryAfterMs?: number }).retryAfterMs;
      return status === 429 || status >= 500 ? retryLater(error, wait) : rejected(error);
    }
  },
  async erase(host, { anonymousUserIds }) {
    const ids = anonymousUserIds.map((id) => hashFor('posthog', id));
    const headers = { authorization: 'Bearer phx_testkit', 'content-type': 'application/json' };
    const body = JSON.stringify({ distinct_ids: ids, delete_events: true });
    const answer = await fetch(host + ERASE, { method: 'POST', headers, body }).catch(() => undefined);
    const error = new Error(`posthog: answered ${answer?.status ?? 'nothing'}`);
    if (answer === undefined || answer.status === 429 || answer.status >= 500) return { kind: 'retry', error };
    if (!answer.ok) return { kind: 'failed', error };
    const { persons_found: found } = (await answer.json()) as { readonly persons_found: number };
    return found === 0 ? { kind: 'nothing_found' } : { kind: 'queued' };
  },
});

async function subject(): Promise<AdapterSubject & EgressSubject & ErasureSubject> {
  const server = await startPosthogServer();
  return {
    create: (options) => adapter({ ...options, host: server.url }),
    received: () => server.requests.map(({ path, headers, body }) => path + JSON.stringify(headers) + body),
    requests: () => server.requests,
    storedIds: () => server.events.map(({ uuid }) => uuid ?? ''),
    countOf: (id) =>
      server.events.filter(({ distinct_id: owner }) =>
        id === '' ? owner.startsWith('anon-') : owner === hashFor('posthog', id),
      ).length,
    settle: () => void server.runDeletions(),
    fail: (how) => server.fail(how),
    async stop() {
      await server.close();
      if (server.faults.length > 0) throw new Error(JSON.stringify(server.faults));
    },
  };
}

const skips = { partial: 'the batch endpoint stores all of a batch or nothing' };

adapterConformance('posthog-node', { deferred: undefined, envelope: [], skips }, subject);

egressConformance(
  'posthog-node',
  {
    allow: { page_viewed: ['feature', 'tags'] },
    eventAt: 'batch[]',
    sample: (index) => ({
      name: index % 4 === 0 ? 'role_changed' : 'page_viewed',
      payload: { feature: 'reports', secret: 'x', ...(index % 3 === 0 && { tags: ['a'] }) },
    }),
  },
  subject,
);

erasureConformance('posthog-node', { erasure: 'supported' }, subject);
