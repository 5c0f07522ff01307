import { once } from 'node:events';
import { Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { createRequestContext, currentContext, runInContext } from '@plumbline/core/context';
import { injectContext, runMessage } from '@plumbline/trace';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTopic } from '../src/topics.ts';
import { startWorld, type World } from '../src/world.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const options = () => ({ clientId: 'hop', bootstrapBrokers: [...world.brokers] });

/** What a request of this identity sends. */
function asRequest<T>(fn: () => T): T {
  const ids = {
    kind: 'request',
    requestId: 'client-supplied-id',
    traceId: TRACE,
    spanId: SPAN,
    sampled: true,
  } as const;
  const context = createRequestContext(ids);
  context.actor = { id: 'account-17', type: 'user', hash: 'hash-of-17', orgHash: '' };
  return runInContext(context, fn);
}

/** The first message of a topic, as the consumer's work sees it. */
async function receive<K, V, HK, HV>(consumer: Consumer<K, V, HK, HV>, topic: string) {
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
  try {
    const [message] = (await once(stream, 'data')) as [{ readonly headers: unknown }];
    return await runMessage(
      topic,
      message.headers,
      async () => ({ ...currentContext(), next: injectContext<Record<string, string>>({}) }),
      { system: 'kafka' },
    );
  } finally {
    await stream.close();
    await consumer.close(true);
  }
}

const EXPECTED = {
  kind: 'job',
  requestId: 'client-supplied-id',
  traceId: TRACE,
  sampled: true,
  actor: undefined,
  next: { 'x-request-id': 'client-supplied-id' },
};

it('a message as bytes, as the client has them by default, is one hop of the trace', async () => {
  await createTopic(world.broker.direct, 'hop-bytes');
  const producer = new Producer(options());
  // Without a serializer names are bytes too.
  const named = asRequest(() => injectContext(new Map<string, Buffer>(), (text) => Buffer.from(text)));
  const headers = new Map([...named].map(([name, value]) => [Buffer.from(name), value]));
  await producer.send({ messages: [{ topic: 'hop-bytes', value: Buffer.from('{}'), headers }] });
  await producer.close();
  const got = await receive(new Consumer({ ...options(), groupId: 'hop-bytes' }), 'hop-bytes');
  expect(got).toMatchObject({ ...EXPECTED, routePattern: 'message:hop-bytes' });
  expect(got.spanId).not.toBe(SPAN);
  expect(got.next['traceparent']).toBe(`00-${TRACE}-${got.spanId}-01`);
});

it('so is one as text', async () => {
  await createTopic(world.broker.direct, 'hop-text');
  const producer = new Producer({ ...options(), serializers: stringSerializers });
  const headers: Record<string, string> = asRequest(() => injectContext({ other: 'kept' }));
  await producer.send({ messages: [{ topic: 'hop-text', value: '{}', headers }] });
  await producer.close();
  const consumer = new Consumer({ ...options(), groupId: 'hop-text', deserializers: stringDeserializers });
  expect(await receive(consumer, 'hop-text')).toMatchObject({ ...EXPECTED, routePattern: 'message:hop-text' });
});
