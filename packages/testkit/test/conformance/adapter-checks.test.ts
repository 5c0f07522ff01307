import { connect } from 'node:net';
import { type Adapter, defineAdapter, delivered, type OutboundEvent, rejected, retryLater } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { adapterChecks, type AdapterTraits } from '../../src/index.ts';
import { deferred, encode, type FakeOptions, fakeSubject, honest, judge, post, traits } from './fake-adapter.ts';

type Factory = (options: FakeOptions) => Adapter;

/** The names of the checks that go red. */
async function redChecks(factory: Factory, under: AdapterTraits = traits): Promise<readonly string[]> {
  const red: string[] = [];
  for (const check of adapterChecks) {
    const subject = await fakeSubject(factory);
    try {
      await check.run(subject, under);
    } catch {
      red.push(check.name);
    } finally {
      await subject.stop();
    }
  }
  return red;
}

const spec = (change: Partial<typeof honest>): Factory => defineAdapter({ ...honest, ...change });

/** An adapter that replaces parts of an honest one, past what core guards. */
const around =
  (change: (inner: Adapter, options: FakeOptions) => Partial<Adapter>): Factory =>
  (options) => {
    const inner = defineAdapter(honest)(options);
    return { ...inner, ...change(inner, options) };
  };

const check = {
  silent: 'opens no connection and sends nothing before it is opened',
  allowlist: 'cannot be made without an allowlist',
  destinations: 'names every destination, without credentials, path or query',
  listed: 'sends the listed fields and nothing else of an event',
  unlisted: 'sends nothing of an event that is not listed',
  errors: 'keeps the content of events out of its errors',
  full: 'delivers each event of a full batch exactly once',
  busy: 'asks for a retry when the destination is busy',
  cut: 'does not lose or double a batch when the connection is cut',
  deadline: 'answers at its deadline when the destination is silent',
  refused: 'gives a batch up when the destination refuses it',
  closeOnce: 'closes once, however often it is asked',
  closed: 'refuses to open or send after it was closed',
};

it('has no check without a mutant', () => {
  const names = adapterChecks.map(({ name }) => name);
  expect(names.filter((name) => name !== 'stays off in an empty environment').toSorted()).toEqual(
    Object.values(check).toSorted(),
  );
});

/** Sends whatever it is given, cut or not. */
const sendRaw = (write: (event: OutboundEvent) => object): Factory =>
  around((inner, { url }) => ({
    async send(batch) {
      await inner.open();
      return judge((await post(url, batch.events.map(write))).status);
    },
  }));

let firstInBatch = 0;

const mutants: readonly (readonly [string, Factory, readonly string[]])[] = [
  [
    'calls home when it is made',
    around((_inner, { url }) => {
      connect(Number(new URL(url).port), '127.0.0.1')
        .on('error', () => undefined)
        .destroy();
      return {};
    }),
    [check.silent],
  ],
  [
    'calls home when it is closed',
    around((inner, { url }) => ({
      async close() {
        await inner.close();
        await post(url, []).catch(() => undefined);
      },
    })),
    [check.silent],
  ],
  [
    'takes no allowlist for all',
    (options) => defineAdapter(honest)({ ...options, allow: options.allow ?? {} }),
    [check.allowlist],
  ],
  [
    'lets a mirror have the whole catalog',
    (options) => defineAdapter(honest)({ ...options, allow: options.allow === 'catalog' ? {} : options.allow }),
    [check.allowlist],
  ],
  ['names no destination', spec({ destinations: () => [] }), [check.destinations]],
  ['names its credentials', spec({ destinations: () => ['https://user:secret@vendor.example'] }), [check.destinations]],
  ['names a path', spec({ destinations: () => ['https://vendor.example/project/12'] }), [check.destinations]],
  [
    'spreads the whole event',
    spec({
      async send({ url }, batch, signal) {
        return post(url, [...batch.events], signal).then(
          ({ status }) => judge(status),
          () => retryLater(new Error('fake: no answer')),
        );
      },
    }),
    [check.listed],
  ],
  [
    'sends a slot that it does not declare',
    spec({
      send: ({ url }, batch, signal) =>
        post(
          url,
          batch.events.map((event) => ({ ...encode(event), sessionId: event.sessionId })),
          signal,
        ).then(
          ({ status }) => judge(status),
          () => retryLater(new Error('fake: no answer')),
        ),
    }),
    [check.listed],
  ],
  [
    'leaves out a slot that it declares',
    spec({
      send: ({ url }, batch, signal) =>
        post(
          url,
          batch.events.map((event) => ({ ...encode(event), routePattern: '' })),
          signal,
        ).then(
          ({ status }) => judge(status),
          () => retryLater(new Error('fake: no answer')),
        ),
    }),
    [check.listed],
  ],
  [
    'repeats the request in its error',
    spec({
      async send({ url }, batch, signal) {
        const outcome = await honest.send({ url }, batch, signal);
        if ('error' in outcome) Object.assign(outcome.error, { config: { data: JSON.stringify(batch.events) } });
        return outcome;
      },
    }),
    [check.errors],
  ],
  [
    'drops the last event of a full batch',
    spec({
      send: (client, batch, signal) =>
        honest.send(
          client,
          { ...batch, events: batch.events.length < 20 ? batch.events : batch.events.slice(1) },
          signal,
        ),
    }),
    [check.full],
  ],
  [
    'makes new IDs',
    spec({
      send: ({ url }, batch, signal) =>
        post(
          url,
          batch.events.map((event) => ({ ...encode(event), eventId: `x${(firstInBatch += 1)}` })),
          signal,
        ).then(
          ({ status }) => judge(status),
          () => retryLater(new Error('fake: no answer')),
        ),
    }),
    [check.full, check.busy, check.cut],
  ],
  [
    'claims success when busy',
    spec({
      async send(client, batch, signal) {
        const outcome = await honest.send(client, batch, signal);
        return outcome.kind === 'retry' ? delivered() : outcome;
      },
    }),
    [check.errors, check.busy],
  ],
  [
    'claims success when cut',
    spec({
      async send(client, batch, signal) {
        const outcome = await honest.send(client, batch, signal);
        return outcome.kind === 'unknown' && !signal.aborted ? delivered() : outcome;
      },
    }),
    [check.errors, check.cut],
  ],
  [
    'asks for a retry after a cut although repeating would double',
    spec({
      capabilities: { maxBatch: 20, idempotent: false },
      async send(client, batch, signal) {
        const outcome = await honest.send(client, batch, signal);
        return outcome.kind === 'unknown' ? retryLater(outcome.error) : outcome;
      },
    }),
    [check.cut],
  ],
  [
    'loses a busy batch by knowing nothing, where what is unknown is not repeated',
    spec({
      capabilities: { maxBatch: 20, idempotent: false },
      async send(client, batch, signal) {
        const outcome = await honest.send(client, batch, signal);
        return outcome.kind === 'retry' ? { kind: 'unknown', error: outcome.error } : outcome;
      },
    }),
    [check.busy],
  ],
  [
    'keeps a failed batch and sends it with the next',
    (options) => {
      let kept: readonly OutboundEvent[] = [];
      return spec({
        async send(client, batch, signal) {
          const outcome = await honest.send(client, { ...batch, events: [...kept, ...batch.events] }, signal);
          kept = outcome.kind === 'delivered' ? [] : batch.events;
          return outcome;
        },
      })(options);
    },
    [check.busy, check.cut],
  ],
  [
    'has no deadline',
    around((inner, { url, allow }) => {
      const endless = defineAdapter(honest)({ url, allow, sendTimeoutMs: 60_000 });
      return {
        send: (batch) => endless.send(batch),
        close: () => Promise.all([inner.close(), endless.close()]).then(() => undefined),
        open: () => endless.open(),
      };
    }),
    [check.deadline],
  ],
  [
    'retries for ever what is refused',
    spec({
      async send(client, batch, signal) {
        const outcome = await honest.send(client, batch, signal);
        return outcome.kind === 'rejected' ? retryLater(outcome.error) : outcome;
      },
    }),
    [check.refused],
  ],
  [
    'gives up what is busy',
    spec({
      async send(client, batch, signal) {
        const outcome = await honest.send(client, batch, signal);
        return outcome.kind === 'retry' ? rejected(outcome.error) : outcome;
      },
    }),
    [check.busy],
  ],
  [
    'throws when it is closed twice',
    around((inner) => {
      let closed = false;
      return {
        async close() {
          if (closed) throw new Error('already closed');
          closed = true;
          await inner.close();
        },
      };
    }),
    [check.closeOnce, check.closed],
  ],
  [
    'opens again after close',
    (options) => {
      let inner = defineAdapter(honest)(options);
      return {
        ...inner,
        open: () => inner.open(),
        send: (batch) => inner.send(batch),
        close: async () => {
          await inner.close();
          inner = defineAdapter(honest)(options);
        },
      };
    },
    [check.closed],
  ],
];

describe('each planted bug turns exactly its checks red', () => {
  it.each(mutants)('%s', { timeout: 60_000 }, async (_bug, factory, expected) => {
    expect(await redChecks(factory)).toEqual(expected);
  });

  it('ignores the allowlist', async () => {
    const red = await redChecks(sendRaw(encode));
    expect(red).toEqual(expect.arrayContaining([check.listed, check.unlisted]));
  });

  it('comes on by itself', async () => {
    const eager = { ...deferred, fromEnvironment: () => ({}) as Adapter };
    expect(await redChecks(defineAdapter(honest), { ...traits, deferred: eager })).toEqual([
      'stays off in an empty environment',
    ]);
    const nameless = { ...deferred, variables: [] };
    expect(await redChecks(defineAdapter(honest), { ...traits, deferred: nameless })).toEqual([
      'stays off in an empty environment',
    ]);
  });

  it('finds nothing in an honest adapter', async () => {
    expect(await redChecks(defineAdapter(honest))).toEqual([]);
  });
});
