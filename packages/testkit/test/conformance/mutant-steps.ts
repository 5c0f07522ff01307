import { type Adapter, defineAdapter, type SendOutcome } from '@plumbline/core';
import { encode, type FakeOptions, honest, judge, post } from './fake-adapter.ts';

export type Factory = (options: FakeOptions) => Adapter;

/** A bug, and the names of all checks that turn red under it. */
export type Mutant = readonly [string, Factory, readonly string[]];

export const spec = (change: Partial<typeof honest>): Factory => defineAdapter({ ...honest, ...change });

/** An adapter that replaces parts of an honest one, past what core guards. */
export const around =
  (change: (inner: Adapter, options: FakeOptions) => Partial<Adapter>): Factory =>
  (options) => {
    const inner = defineAdapter(honest)(options);
    return { ...inner, ...change(inner, options) };
  };

/** Names of the checks. */
export const check = {
  silent: 'opens no connection and sends nothing before it is opened',
  allowlist: 'cannot be made without an allowlist',
  destinations: 'names every destination, without credentials, path or query',
  listed: 'sends the listed fields and nothing else of an event',
  unlisted: 'sends nothing of an event that is not listed',
  errors: 'keeps the content of events out of its errors',
  console: 'prints nothing of an event while it fails',
  elsewhere: 'connects to the destinations that it names and to nothing else',
  full: 'delivers each event of a full batch exactly once',
  busy: 'asks for a retry when the destination is busy',
  cut: 'does not lose or double a batch when the connection is cut',
  down: 'asks for a retry when nobody listens',
  error: 'does not give a batch up when the destination fails',
  throttled: 'asks for a retry when there are too many requests',
  halfClose: 'does not lose or double a batch when the connection ends unanswered',
  lostReply: 'does not double what was stored when the answer is lost',
  drip: 'answers at its deadline when the answer only drips',
  retryAfter: 'hands on how long a throttled destination wants to be left alone',
  tooLarge: 'says when a batch is too large as a whole, and nothing of it is stored',
  partial: 'names the events that were refused, and no other',
  deadline: 'answers at its deadline when the destination is silent',
  refused: 'gives a batch up when the destination refuses it',
  closeOnce: 'closes once, however often it is asked',
  closed: 'refuses to open or send after it was closed',
};

/** An adapter that changes what an honest one answers. */
export const changed = (change: (outcome: SendOutcome) => SendOutcome): Factory =>
  spec({ send: async (client, batch, signal) => change(await honest.send(client, batch, signal)) });

/** An adapter that judges a status in its own way. */
export const judged = (change: (outcome: SendOutcome, status: number) => SendOutcome): Factory =>
  spec({
    async send({ url }, batch, signal) {
      const none: SendOutcome = { kind: 'unknown', error: new Error('fake: no answer') };
      const answer = await post(url, batch.events.map(encode), signal).catch(() => undefined);
      return answer === undefined ? none : change(await judge(answer).catch(() => none), answer.status);
    },
  });
