import type { Adapter } from '@plumbline/core';
import { hashFor } from '@plumbline/core/context';
import type { AdapterSubject, EgressSubject, ErasureSubject } from '@plumbline/testkit';
import { type PosthogServer, startPosthogServer } from '@plumbline/testkit/servers';
import { posthog, type PosthogOptions } from '../src/index.ts';

export const API_KEY = ['phc', 'testkit'].join('_');

export const PERSONAL_KEY = ['phx', 'testkit'].join('_');

/** Options that reach a server, with and without its private API. */
export const optionsFor = ({ url }: PosthogServer, erasing: boolean): Omit<PosthogOptions, 'allow'> => ({
  host: url,
  apiKey: API_KEY,
  ...(erasing && { appHost: url, projectId: '1', personalApiKey: PERSONAL_KEY }),
});

/** PostHog on this machine, strict, and the adapter on the real client. Stopping fails on any departure it noted. */
export async function startSubject(erasing = false): Promise<AdapterSubject & EgressSubject & ErasureSubject> {
  const server = await startPosthogServer();
  return {
    create: (options) => posthog({ ...options, ...optionsFor(server, erasing) }),
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

/** The same, asking to forget somebody once the events are there, so that a run shows all that is declared. */
export async function startErasingSubject(): Promise<EgressSubject> {
  const subject = await startSubject(true);
  let asked = false;
  return {
    ...subject,
    async requests() {
      const adapter: Adapter = subject.create({ allow: { page_viewed: [] }, sendTimeoutMs: 5_000 });
      if (!asked) await adapter.erase({ id: 'run', anonymousUserIds: ['a'.repeat(32)], requestedAt: 0 });
      asked = true;
      await adapter.close();
      return subject.requests();
    },
  };
}
