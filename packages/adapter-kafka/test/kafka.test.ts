import { absenceConformance, makeBatch, watchEgress } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { createClickhouseSink, knownIn } from '../src/consumer.ts';
import { kafka, type KafkaOptions } from '../src/index.ts';

const allow = { page_viewed: ['feature'] };
const options: KafkaOptions = { allow, brokers: ['kafka.example:9092'], topic: 'product-events' };
const schemas = { $defs: { page_viewed: { type: 'object' } } };

absenceConformance('kafka', {
  entry: new URL('programs/off.ts', import.meta.url),
  vendorPackages: ['@platformatic/kafka', 'kafkajs'],
});

it.each([
  ['no brokers', { brokers: [] }],
  ['brokers as a text', { brokers: 'kafka.example:9092' as never }],
  ['a broker with a scheme', { brokers: ['kafka://kafka.example:9092'] }],
  ['a broker without a port', { brokers: ['kafka.example'] }],
  ['a port that is none', { brokers: ['kafka.example:65536'] }],
  ['a broker with credentials', { brokers: ['me@kafka.example:9092'] }],
  ['a topic with a slash', { topic: 'a/b' }],
  ['no topic', { topic: '' }],
  ['the same topic for what is refused', { dlqTopic: 'product-events' }],
  ['a third party without encryption', { party: 'third-party' as const }],
  ['a registry with a path', { registry: { url: 'https://registry.example/v1', schemas } }],
  ['a registry without a scheme', { registry: { url: 'registry.example', schemas } }],
  ['a schema that is missing', { registry: { url: 'https://registry.example', schemas: { $defs: {} } } }],
])('refuses %s before anything is opened', (_what, wrong) => {
  expect(() => kafka({ ...options, ...wrong })).toThrow(expect.objectContaining({ code: 'PLB_ADAPTER_OPTION' }));
});

it('names brokers and registry as destinations', async () => {
  await using adapter = kafka({
    ...options,
    registry: { url: 'https://registry.example', schemas },
    dlqTopic: 'refused',
  });
  expect(adapter.destinations).toEqual(['kafka://kafka.example:9092', 'https://registry.example']);
  expect(adapter.egress?.endpoints).toEqual([
    { at: 'kafka://kafka.example:9092', method: 'PRODUCE', path: '/product-events' },
    { at: 'kafka://kafka.example:9092', method: 'PRODUCE', path: '/refused' },
    { at: 'https://registry.example', method: 'POST', path: '/subjects/{subject}/versions' },
  ]);
});

it('comes on with its variables', async () => {
  const { brokers: _brokers, ...rest } = options;
  const deferred = kafka.fromEnv(rest);
  expect(deferred.variables).toEqual(['KAFKA_BROKERS', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD']);
  expect(deferred.egress?.endpoints).toEqual([{ at: 'env:KAFKA_BROKERS', method: 'PRODUCE', path: '/product-events' }]);
  expect(deferred.fromEnvironment({ KAFKA_BROKERS: '' })).toBeUndefined();
  await using adapter = deferred.fromEnvironment({ KAFKA_BROKERS: 'a.example:9092, b.example:9093' });
  expect(adapter?.destinations).toEqual(['kafka://a.example:9092', 'kafka://b.example:9093']);
  expect(() => deferred.fromEnvironment({ KAFKA_BROKERS: 'nowhere' })).toThrow(/PLB_CONFIG_INVALID.*KAFKA_BROKERS/);
  const half = { KAFKA_BROKERS: 'a.example:9092', KAFKA_SASL_USERNAME: 'me' };
  expect(() => deferred.fromEnvironment(half)).toThrow(/PLB_CONFIG_INVALID.*go together/);
});

it('takes the address of a third party from code alone, and comes on with its password', async () => {
  const { brokers: _brokers, ...rest } = options;
  expect(() => kafka.fromEnv({ ...rest, party: 'third-party' })).toThrow(/PLB_ADAPTER_OPTION.*third party/);
  const deferred = kafka.fromEnv({ ...options, party: 'third-party', tls: true });
  expect(deferred.fromEnvironment({ KAFKA_BROKERS: 'elsewhere.example:9092' })).toBeUndefined();
  await using adapter = deferred.fromEnvironment({
    KAFKA_SASL_USERNAME: 'me',
    KAFKA_SASL_PASSWORD: ['s', '3'].join(''),
  });
  expect(adapter?.destinations).toEqual(['kafka://kafka.example:9092']);
});

it('asks for a retry where no broker is, and says only that', async () => {
  using watch = watchEgress();
  await using adapter = kafka({ ...options, brokers: ['127.0.0.1:1'], sendTimeoutMs: 3_000 });
  expect(await adapter.send(makeBatch(1))).toMatchObject({ kind: 'retry' });
  await expect(adapter.open()).rejects.toThrow(expect.objectContaining({ code: 'PLB_KAFKA_TOPIC' }));
  expect(watch.attempts).toEqual([]);
});

it('makes no sink for what is not a source of truth', async () => {
  await using into = kafka(options);
  const make = (wrong: object): unknown =>
    createClickhouseSink({ brokers: options.brokers, topic: 'product-events', groupId: 'g', into, ...wrong });
  expect(() => make({})).toThrow(/PLB_ADAPTER_OPTION.*source of truth/);
  expect(() => make({ groupId: '' })).toThrow(/groupId/);
  expect(() => make({ brokers: [] })).toThrow(/brokers/);
});

it('asks no table whose name is none', () => {
  const client = { query: () => Promise.reject(new Error('asked')) };
  expect(() => knownIn(client, { table: 'a; DROP TABLE b' })).toThrow(/PLB_OPTION_INVALID/);
});
