import { describe, expect, it } from 'vitest';
import {
  type AdapterOptions,
  defineAdapter,
  delivered,
  type OutboundBatch,
  type OutboundEvent,
  projectEvent,
  type SendOutcome,
} from '../src/index.ts';

const event = (overrides: Partial<OutboundEvent> = {}): OutboundEvent => ({
  eventId: '0190a8c4-0000-7000-8000-000000000001',
  name: 'page_viewed',
  schemaVersion: 'v1',
  occurredAt: 1_000,
  ingestedAt: 1_001,
  source: 'api',
  sessionId: 's',
  anonymousUserId: 'u',
  orgIdHash: 'o',
  routePattern: '/x',
  payload: { feature: 'approvals', surface: 'page', secret: 'canary' },
  ...overrides,
});

interface Calls {
  opened: number;
  closed: number;
  sent: OutboundEvent[][];
}

interface Setup extends AdapterOptions {
  readonly answer?: () => Promise<SendOutcome>;
  readonly failOpen?: () => boolean;
  /** The open that is under way waits for it. */
  readonly opening?: Promise<void>;
  readonly failClose?: boolean;
  readonly onBatch?: (batch: OutboundBatch) => void;
}

function make(options: Partial<Setup> = {}): {
  calls: Calls;
  create: () => ReturnType<ReturnType<typeof defineAdapter<Setup, Calls>>>;
} {
  const calls: Calls = { opened: 0, closed: 0, sent: [] };
  const define = defineAdapter<Setup, Calls>({
    kind: 'trial',
    role: 'mirror',
    capabilities: { maxBatch: 10, idempotent: true },
    destinations: () => ['http://127.0.0.1:1'],
    async open({ failOpen, opening }) {
      calls.opened += 1;
      await opening;
      if (failOpen?.() === true) throw new Error('no route');
      return calls;
    },
    async send(client, batch) {
      options.onBatch?.(batch);
      client.sent.push([...batch.events]);
      return (await options.answer?.()) ?? delivered();
    },
    async close(client) {
      client.closed += 1;
      if (options.failClose === true) throw new Error('cannot close');
    },
  });
  return { calls, create: () => define({ allow: { page_viewed: ['surface'] }, ...options }) };
}

describe('the allowlist', () => {
  it('cuts an event to its listed fields before the vendor sees it', async () => {
    const { calls, create } = make();
    await create().send({ id: 'b', events: [event(), event({ name: 'unlisted' })] });
    expect(calls.sent).toEqual([[{ ...event(), payload: { surface: 'page' } }]]);
  });

  it('opens nothing for a batch without a listed event', async () => {
    const { calls, create } = make();
    expect(await create().send({ id: 'b', events: [event({ name: 'unlisted' })] })).toEqual({ kind: 'delivered' });
    expect(calls.opened).toBe(0);
  });

  it.each([['constructor'], ['__proto__'], ['toString']])('takes no inherited name for a listed one: %s', (name) => {
    expect(projectEvent(event({ name }), { page_viewed: ['surface'] })).toBeUndefined();
    expect(projectEvent(event(), { page_viewed: [name] })?.payload).toEqual({});
  });

  it('refuses a missing one, and the whole catalog for a mirror', () => {
    expect(() => make({ allow: undefined as never }).create()).toThrow(
      /PLB_ADAPTER_ALLOWLIST: trial: `allow` must list/,
    );
    expect(() => make({ allow: 'catalog' }).create()).toThrow(/source of truth alone/);
  });
});

interface Gate {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function gate(): Gate {
  let [resolve, reject]: [Gate['resolve'], Gate['reject']] = [() => undefined, () => undefined];
  const promise = new Promise<void>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}

const codeOf = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => 'none',
    (error: unknown) => (error as { code?: unknown }).code,
  );

describe('the life of an adapter', () => {
  it('opens once for many sends and closes once', async () => {
    const { calls, create } = make();
    const adapter = create();
    await Promise.all([1, 2, 3].map(() => adapter.send({ id: 'b', events: [event()] })));
    await Promise.all([adapter.close(), adapter.close()]);
    expect(calls).toMatchObject({ opened: 1, closed: 1 });
  });

  it('tries again after a failed open, and answers retry until then', async () => {
    let broken = true;
    const { create } = make({ failOpen: () => broken });
    const adapter = create();
    expect((await adapter.send({ id: 'b', events: [event()] })).kind).toBe('retry');
    broken = false;
    expect((await adapter.send({ id: 'b', events: [event()] })).kind).toBe('delivered');
  });

  it('answers unknown at its deadline when the destination is silent', async () => {
    const { create } = make({ sendTimeoutMs: 20, answer: () => new Promise(() => undefined) });
    expect(await create().send({ id: 'b', events: [event()] })).toMatchObject({ kind: 'unknown' });
  });

  it('turns anything a client throws into retry', async () => {
    const { create } = make({ answer: () => Promise.reject(new Error('reset')) });
    expect(await create().send({ id: 'b', events: [event()] })).toMatchObject({
      kind: 'retry',
      error: { message: 'reset' },
    });
  });

  it('waits for an open that is under way and closes what it gave', async () => {
    const opening = gate();
    const { calls, create } = make({ opening: opening.promise });
    const adapter = create();
    const opened = adapter.open();
    const closed = adapter.close();
    expect(calls).toMatchObject({ opened: 1, closed: 0 });
    opening.resolve();
    await Promise.all([opened, closed]);
    expect(calls).toMatchObject({ opened: 1, closed: 1 });
  });

  it('gives up waiting for an open at its deadline, and closes what comes late', async () => {
    const opening = gate();
    const { calls, create } = make({ opening: opening.promise, sendTimeoutMs: 20 });
    const adapter = create();
    const opened = codeOf(adapter.open());
    await adapter.close();
    expect(calls).toMatchObject({ opened: 1, closed: 0 });
    opening.resolve();
    expect(await opened).toBe('PLB_LIFECYCLE_CLOSED');
    await adapter.close();
    expect(calls).toMatchObject({ opened: 1, closed: 1 });
  });

  it('keeps the failure of a late close to itself, and tells that of a close in time', async () => {
    const opening = gate();
    const late = make({ opening: opening.promise, sendTimeoutMs: 20, failClose: true });
    const adapter = late.create();
    const opened = codeOf(adapter.open());
    await adapter.close();
    opening.resolve();
    expect(await opened).toBe('PLB_LIFECYCLE_CLOSED');
    expect(late.calls.closed).toBe(1);
    const open = make({ failClose: true }).create();
    await open.open();
    await expect(open.close()).rejects.toThrow('cannot close');
  });

  it('closes although its open fails late', async () => {
    const opening = gate();
    const { create } = make({ opening: opening.promise, sendTimeoutMs: 20 });
    const adapter = create();
    const opened = adapter.open().catch((error: unknown) => error);
    await adapter.close();
    opening.reject(new Error('no route'));
    expect(await opened).toMatchObject({ message: 'no route' });
  });

  it('sends nothing through an open that came after the close', async () => {
    const opening = gate();
    const { calls, create } = make({ opening: opening.promise, sendTimeoutMs: 20 });
    const adapter = create();
    const opened = codeOf(adapter.open());
    const sent = adapter.send({ id: 'b', events: [event()] });
    await adapter.close();
    opening.resolve();
    await Promise.all([opened, sent]);
    expect(await opened).toBe('PLB_LIFECYCLE_CLOSED');
    expect(calls.sent).toEqual([]);
  });

  it('never opens after close', async () => {
    const { calls, create } = make();
    const adapter = create();
    await adapter.close();
    expect(await adapter.send({ id: 'b', events: [event()] })).toMatchObject({
      kind: 'rejected',
      error: { code: 'PLB_LIFECYCLE_CLOSED' },
    });
    expect(calls).toMatchObject({ opened: 0, closed: 0 });
  });

  it('never answers retry for a send that an open after the close would have to serve', async () => {
    const opening = gate();
    const { create } = make({ opening: opening.promise, sendTimeoutMs: 20 });
    const adapter = create();
    const opened = codeOf(adapter.open());
    await adapter.close();
    const sent = adapter.send({ id: 'b', events: [event()] });
    opening.resolve();
    expect(await opened).toBe('PLB_LIFECYCLE_CLOSED');
    expect((await sent).kind).toBe('rejected');
  });
});

describe('rows', () => {
  const rows = ['{"row":1}'];

  it('reach an adapter that is allowed the whole catalog, without the events being read', async () => {
    const seen: OutboundBatch[] = [];
    const adapter = defineAdapter<AdapterOptions, undefined>({
      kind: 'truth',
      role: 'source',
      capabilities: { maxBatch: 10, idempotent: true },
      destinations: () => [],
      open: () => Promise.resolve(undefined),
      send: (_client, batch) => {
        seen.push(batch);
        return Promise.resolve(delivered());
      },
    })({ allow: 'catalog' });
    const batch: OutboundBatch = {
      id: 'b',
      rows,
      get events(): never {
        throw new Error('read');
      },
    };
    expect(await adapter.send(batch)).toEqual({ kind: 'delivered' });
    expect(seen[0]?.rows).toBe(rows);
    expect(await adapter.send({ id: 'c', events: [], rows: [] })).toEqual({ kind: 'delivered' });
    expect(seen).toHaveLength(1);
  });

  it('never reach one with an allowlist: they are not cut to it', async () => {
    const seen: OutboundBatch[] = [];
    const { create } = make({ onBatch: (batch) => void seen.push(batch) });
    await create().send({ id: 'b', events: [event()], rows });
    expect(seen.map((batch) => Object.keys(batch))).toEqual([['id', 'events']]);
  });
});
