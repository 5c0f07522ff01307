import { expect, it } from 'vitest';
import { type Allowlist, defineAdapter, delivered, type OutboundEvent } from '../src/index.ts';

interface Options {
  readonly allow: Allowlist;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly nested: { readonly list: readonly string[] };
  readonly client: object;
  readonly catalog: { readonly events: object; readonly check: () => boolean };
  readonly nothing: undefined;
  readonly ring: Record<string, unknown>;
  readonly when: Date;
}

const event: OutboundEvent = {
  eventId: '0190d5a6-0000-7000-8000-000000000001',
  name: 'item_created',
  schemaVersion: '2026-05-telemetry-v1',
  occurredAt: 1_790_000_000_000,
  ingestedAt: 1_790_000_000_000,
  source: 'api',
  sessionId: '',
  anonymousUserId: '',
  orgIdHash: '',
  routePattern: '/items',
  payload: { kind: 'a', number: 1 },
};

class Client {
  readonly calls: string[] = [];
}

const make = () => {
  const seen: { options?: Options; events: OutboundEvent[] } = { events: [] };
  const ring: Record<string, unknown> = {};
  ring['self'] = ring;
  const given = {
    allow: { item_created: ['kind'] } as Record<string, string[]>,
    host: 'https://one.example',
    headers: { 'x-key': 'v' } as Record<string, string>,
    nested: { list: ['a'] },
    client: new Client(),
    catalog: { events: {}, check: () => true },
    nothing: undefined,
    ring,
    when: new Date(0),
  };
  const adapter = defineAdapter<Options, object>({
    kind: 'vendor',
    role: 'mirror',
    capabilities: { maxBatch: 10, idempotent: true },
    destinations: ({ host }) => [host],
    async open(options) {
      seen.options = options;
      return {};
    },
    async send(_client, batch) {
      seen.events.push(...batch.events);
      return delivered();
    },
  })(given);
  return { adapter, given, seen };
};

it('holds what it was given when it was made', async () => {
  const { adapter, given, seen } = make();
  given.allow['item_created']?.push('number');
  given.allow['item_rated'] = ['kind'];
  given.host = 'https://other.example';
  given.headers['x-more'] = 'v';
  given.nested.list.push('b');
  await adapter.send({ id: 'batch', events: [event, { ...event, name: 'item_rated' }] });
  expect(seen.events).toEqual([{ ...event, payload: { kind: 'a' } }]);
  expect(adapter.allow).toEqual({ item_created: ['kind'] });
  expect(seen.options).toMatchObject({
    host: 'https://one.example',
    headers: { 'x-key': 'v' },
    nested: { list: ['a'] },
  });
  expect(Object.keys(seen.options?.headers ?? {})).toEqual(['x-key']);
});

it('lets nobody change what the adapter shows of them', () => {
  const { adapter } = make();
  const { allow } = adapter;
  const fields = (allow as Readonly<Record<string, readonly string[]>>)['item_created'] ?? [];
  expect(Reflect.set(fields, fields.length, 'number')).toBe(false);
  expect(Reflect.set(allow as object, 'item_rated', ['kind'])).toBe(false);
});

it('shares what lives: clients, catalogs, dates, rings', async () => {
  const { adapter, given, seen } = make();
  await adapter.open();
  for (const name of ['client', 'catalog', 'ring', 'when'] as const) expect(seen.options?.[name]).toBe(given[name]);
  expect(seen.options).toHaveProperty('nothing', undefined);
});
