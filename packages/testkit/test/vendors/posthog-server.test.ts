import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { PostHog } from 'posthog-node';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type DestinationFault,
  illegalDistinctIds,
  type PosthogServer,
  startPosthogServer,
} from '../../src/servers.ts';

const key = 'phc_testkit';
const bearer = { authorization: 'Bearer phx_testkit' };

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

async function started(): Promise<PosthogServer> {
  const server = await startPosthogServer();
  undo.push(() => server.close());
  return server;
}

const event = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  event: 'page_viewed',
  distinct_id: 'a1',
  uuid: randomUUID(),
  timestamp: '2026-01-02T03:04:05.678Z',
  properties: { feature: 'reports' },
  ...change,
});

const batch = (...events: readonly unknown[]): unknown => ({ api_key: key, batch: events });

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(server: PosthogServer, body: unknown, sent: Sent = {}): Promise<readonly [number, string]> {
  const { path = '/batch/', method = 'POST', headers = {} } = sent;
  const answer = await fetch(server.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'POST' && {
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    }),
  });
  return [answer.status, await answer.text()];
}

const MEGABYTE = 1024 * 1024;

describe('capture', () => {
  it('takes a batch, plain or gzip, and stores each event once', async () => {
    const server = await started();
    const one = event();
    expect(await send(server, batch(one))).toEqual([200, '{"status":1}']);
    const packed = gzipSync(JSON.stringify(batch(one, event({ distinct_id: 'a2' }))));
    const sent = { path: '/batch', headers: { 'content-encoding': 'gzip' } };
    expect((await send(server, packed, sent))[0]).toBe(200);
    expect(server.events.map(({ distinct_id: id }) => id)).toEqual(['a1', 'a2']);
    expect(server.faults).toEqual([]);
  });

  it.each<[string, unknown, number, string, Sent?]>([
    ['another path', batch(event()), 404, 'path', { path: '/capture/' }],
    ['GET', undefined, 405, 'method', { method: 'GET' }],
    ['no JSON', '{', 400, 'body'],
    ['gzip that is none', '{}', 401, 'api_key', { headers: { 'content-encoding': 'gzip' } }],
    ['over 20 MiB on the wire', `{"a":"${'x'.repeat(20 * MEGABYTE)}"}`, 413, 'body'],
    ['no key', { batch: [event()] }, 401, 'api_key'],
    ['another key', { api_key: 'phc_other', batch: [event()] }, 401, 'api_key'],
    ['no batch', { api_key: key }, 400, 'batch'],
    ['an empty batch', batch(), 400, 'batch'],
    ['an event that is none', batch('x'), 400, 'batch[]'],
    ['no name', batch(event({ event: '' })), 400, 'batch[].event'],
    ['no distinct_id', batch(event({ distinct_id: undefined })), 400, 'batch[].distinct_id'],
    ['an empty distinct_id', batch(event({ distinct_id: '  ' })), 400, 'batch[].distinct_id'],
    ['a number as distinct_id', batch(event({ distinct_id: 7 })), 400, 'batch[].distinct_id'],
    ['a distinct_id of 201 characters', batch(event({ distinct_id: 'x'.repeat(201) })), 400, 'batch[].distinct_id'],
    ['a uuid that is none', batch(event({ uuid: 'x' })), 400, 'batch[].uuid'],
    ['properties that are none', batch(event({ properties: 'x' })), 400, 'batch[].properties'],
    ['an event over 1 MB', batch(event({ properties: { x: 'x'.repeat(MEGABYTE) } })), 400, 'batch[]'],
  ])('refuses %s, and all of the batch', async (_what, body, status, where, sent) => {
    const server = await started();
    expect((await send(server, body, sent))[0]).toBe(status);
    expect(server.faults.map((fault) => fault.where)).toEqual([where]);
    expect(server.events).toEqual([]);
  });

  it.each<[string, unknown, string, Sent?]>([
    ['an unknown key beside the batch', { ...(batch(event()) as object), user_agent: 'x' }, 'body'],
    ['an unknown key of an event', batch(event({ ip: '203.0.113.7' })), 'batch[]'],
    ['a time without a zone', batch(event({ timestamp: '2026-01-02 03:04' })), 'batch[].timestamp'],
    ['a name of 201 characters', batch(event({ event: 'x'.repeat(201) })), 'batch[].event'],
    [
      'a content type that is not JSON',
      JSON.stringify(batch(event())),
      'header',
      { headers: { 'content-type': 'text/plain' } },
    ],
  ])('takes %s as the service does, and names it', async (_what, body, where, sent) => {
    const server = await started();
    expect((await send(server, body, sent))[0]).toBe(200);
    expect(server.faults.map((fault) => fault.where)).toEqual([where]);
    expect(server.events).toHaveLength(1);
  });

  it('refuses each of the twenty illegal IDs, whatever their case', async () => {
    const server = await started();
    expect(illegalDistinctIds).toHaveLength(20);
    for (const id of illegalDistinctIds) {
      expect((await send(server, batch(event({ distinct_id: ` ${id.toUpperCase()} ` }))))[0]).toBe(400);
    }
    expect(server.faults).toHaveLength(20);
    expect(JSON.stringify(server.faults)).not.toContain('not_authenticated');
  });

  it('says when the quota is used up, and stores nothing', async () => {
    const server = await started();
    server.limitQuota(true);
    expect(await send(server, batch(event()))).toEqual([200, '{"status":1,"quota_limited":["events"]}']);
    expect(server.events).toEqual([]);
  });

  it('fails with the status that the service has for it', async () => {
    const server = await started();
    const statuses = { busy: 503, error: 500, throttled: 429, too_large: 413, refuse: 400 } as const;
    for (const [how, status] of Object.entries(statuses)) {
      await server.fail(how as DestinationFault);
      expect((await send(server, batch(event())))[0]).toBe(status);
    }
    expect(() => server.fail('partial')).toThrow(RangeError);
    await server.fail('none');
    expect((await send(server, batch(event())))[0]).toBe(200);
    expect(server.events).toHaveLength(1);
  });
});

describe('deletion of persons', () => {
  const path = '/api/projects/1/persons/bulk_delete/';
  const order = { distinct_ids: ['a1'], delete_events: true };

  it('queues the events of a person, and deletes them later', async () => {
    const server = await started();
    await send(server, batch(event(), event({ distinct_id: 'a2' })));
    const [status, text] = await send(server, order, { path, headers: bearer });
    expect([status, JSON.parse(text)]).toMatchObject([202, { persons_found: 1, events_queued_for_deletion: true }]);
    await send(server, batch(event({ properties: { later: true } })));
    expect(server.events).toHaveLength(3);
    expect(server.runDeletions()).toBe(1);
    expect(server.events).toMatchObject([{ distinct_id: 'a2' }, { properties: { later: true } }]);
    expect(server.deletions).toEqual([{ distinctIds: ['a1'], deleteEvents: true, found: 1 }]);
  });

  it('finds nobody behind events without a person profile', async () => {
    const server = await started();
    await send(server, batch(event({ properties: { $process_person_profile: false } })));
    const [status, text] = await send(server, order, { path, headers: bearer });
    expect([status, JSON.parse(text)]).toMatchObject([202, { persons_found: 0, events_queued_for_deletion: false }]);
    expect([server.runDeletions(), server.events.length]).toEqual([0, 1]);
  });

  it.each<[string, unknown, number, string, Sent?]>([
    ['no key', order, 401, 'header', { headers: {} }],
    ['the key of the project', order, 401, 'header', { headers: { authorization: `Bearer ${key}` } }],
    ['GET', undefined, 405, 'method', { method: 'GET' }],
    ['another project', order, 404, 'path', { path: '/api/projects/2/persons/bulk_delete/' }],
    ['no JSON', '{', 400, 'body'],
    ['no IDs', { delete_events: true }, 400, 'distinct_ids'],
    ['over 1000 IDs', { distinct_ids: Array.from({ length: 1001 }, (_, at) => `a${at}`) }, 400, 'distinct_ids'],
    ['IDs of persons', { ids: ['x'] }, 400, 'ids'],
    ['text as a flag', { ...order, delete_events: 'yes' }, 400, 'delete_events'],
    ['another content type', order, 400, 'header', { headers: { ...bearer, 'content-type': 'text/plain' } }],
  ])('refuses %s', async (_what, body, status, where, sent) => {
    const server = await started();
    expect((await send(server, body, { path, headers: bearer, ...sent }))[0]).toBe(status);
    expect(server.faults.map((fault) => fault.where)).toEqual([where]);
    expect(server.deletions).toEqual([]);
  });

  it('names a key that is not documented', async () => {
    const server = await started();
    expect((await send(server, { ...order, reason: 'x' }, { path, headers: bearer }))[0]).toBe(202);
    expect(server.faults).toMatchObject([{ where: 'body' }]);
  });
});

describe('the real posthog-node', () => {
  const client = (server: PosthogServer): PostHog => {
    const made = new PostHog(key, {
      host: server.url,
      flushAt: 101,
      flushInterval: 0,
      fetchRetryCount: 0,
      disableGeoip: true,
    });
    undo.push(() => made.shutdown(1000));
    return made;
  };
  const uuid = '019b2f7e-0000-7000-8000-00000000000a';
  const capture = (made: PostHog): void =>
    made.capture({
      distinctId: 'a1',
      event: 'page_viewed',
      uuid,
      timestamp: new Date(0),
      properties: { feature: 'x' },
    });

  it('departs from nothing, and its batch is gzip', async () => {
    const server = await started();
    const made = client(server);
    capture(made);
    await made.flush();
    expect(server.faults).toEqual([]);
    expect(server.events).toMatchObject([
      { uuid, distinct_id: 'a1', properties: { feature: 'x', $lib: 'posthog-node' } },
    ]);
    expect(server.requests[0]?.headers['content-encoding']).toBe('gzip');
  });

  it('repeats a batch whose answer was lost, which is stored once', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    undo.push(() => vi.restoreAllMocks());
    const server = await started();
    const made = client(server);
    capture(made);
    await server.fail('lost_reply');
    await expect(made.flush()).rejects.toThrow('Network error');
    expect(server.events).toHaveLength(1);
    await server.fail('none');
    await made.flush();
    expect([server.requests.length >= 2, server.events.length]).toEqual([true, 1]);
  });

  it.each([
    ['throttled', 429],
    ['refuse', 400],
    ['busy', 503],
  ] as const)('sees %s as %s', async (how, status) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    undo.push(() => vi.restoreAllMocks());
    const server = await started();
    const made = client(server);
    capture(made);
    await server.fail(how);
    await expect(made.flush()).rejects.toMatchObject({ status });
    expect(server.events).toEqual([]);
  });
});
