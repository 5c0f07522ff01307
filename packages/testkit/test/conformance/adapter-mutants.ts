import { connect } from 'node:net';
import { defineAdapter, delivered, type OutboundEvent, rejected, retryLater } from '@plumbline/core';
import { encode, honest, judge, post } from './fake-adapter.ts';
import { around, check, type Mutant, spec } from './mutant-steps.ts';

let firstInBatch = 0;

/** Bugs in an adapter, each with the checks that have to see it. */
export const adapterMutants: readonly Mutant[] = [
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
  ['names no destination', spec({ destinations: () => [] }), [check.destinations, check.elsewhere]],
  [
    'names its credentials',
    spec({ destinations: () => ['https://user:secret@vendor.example'] }),
    [check.destinations, check.elsewhere],
  ],
  [
    'names a path',
    spec({ destinations: () => ['https://vendor.example/project/12'] }),
    [check.destinations, check.elsewhere],
  ],
  [
    'spreads the whole event',
    spec({
      async send({ url }, batch, signal) {
        return post(url, [...batch.events], signal).then(
          (answer) => judge(answer),
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
          (answer) => judge(answer),
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
          (answer) => judge(answer),
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
          (answer) => judge(answer),
          () => retryLater(new Error('fake: no answer')),
        ),
    }),
    [
      check.full,
      check.down,
      check.busy,
      check.error,
      check.throttled,
      check.cut,
      check.halfClose,
      check.lostReply,
      check.drip,
      check.partial,
    ],
  ],
  [
    'claims success when busy',
    spec({
      async send(client, batch, signal) {
        const outcome = await honest.send(client, batch, signal);
        return outcome.kind === 'retry' ? delivered() : outcome;
      },
    }),
    [check.errors, check.busy, check.error, check.throttled, check.retryAfter],
  ],
  [
    'claims success when cut',
    spec({
      async send(client, batch, signal) {
        const outcome = await honest.send(client, batch, signal);
        return outcome.kind === 'unknown' && !signal.aborted ? delivered() : outcome;
      },
    }),
    [check.errors, check.down, check.cut, check.halfClose, check.lostReply],
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
    [check.cut, check.halfClose, check.lostReply],
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
    [check.down, check.busy, check.throttled, check.retryAfter],
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
    [check.down, check.busy, check.error, check.throttled, check.cut, check.halfClose],
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
    [check.drip, check.deadline],
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
    [check.busy, check.error, check.throttled, check.retryAfter],
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
