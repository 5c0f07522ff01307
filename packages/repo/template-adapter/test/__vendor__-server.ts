import { hashFor } from '@plumbline/core/context';
import { type DestinationFault, recordHttp } from '@plumbline/testkit';
import type { AdapterSubject, EgressSubject, ErasureSubject } from '@plumbline/testkit';
import { __vendor__ } from '../src/index.ts';

interface Stored {
  readonly id: string;
  readonly user: string;
}

/** The destination on this machine, as strict as its documentation, and the adapter on it. */
export async function startSubject(): Promise<AdapterSubject & EgressSubject & ErasureSubject> {
  const server = await recordHttp();
  let stored: readonly Stored[] = [];
  let how: DestinationFault = 'none';
  server.answer(({ path, body }) => {
    if (path === '/v1/people/forget') {
      const { users } = JSON.parse(body) as { readonly users: readonly string[] };
      const left = stored.filter(({ user }) => !users.includes(user));
      const removed = stored.length - left.length;
      stored = left;
      return { status: 200, body: JSON.stringify({ removed }) };
    }
    if (path !== '/v1/events') return 404;
    const { events } = JSON.parse(body) as { readonly events: readonly Stored[] };
    const known = new Set(stored.map(({ id }) => id));
    const taken = how === 'partial' ? events.slice(1) : events;
    stored = [...stored, ...taken.filter(({ id }) => !known.has(id))];
    const rejected = events.filter((event) => !taken.includes(event)).map(({ id }) => id);
    return { status: 200, body: JSON.stringify({ rejected }) };
  });
  return {
    create: (options) => __vendor__({ ...options, host: server.url, apiKey: 'key' }),
    received: () => server.received.map(({ path, headers, body }) => path + JSON.stringify(headers) + body),
    requests: () => server.received,
    storedIds: () => stored.map(({ id }) => id),
    countOf: (id) => stored.filter(({ user }) => user === hashFor('__kind__', id)).length,
    fail: (next) => server.fail((how = next)),
    stop: () => server.close(),
  };
}
