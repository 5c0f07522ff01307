import { type Adapter, type DeferredAdapter, defineAdapter } from '@plumbline/core';
import { type AddressSource, egressOf, KIND, originOf } from './egress.ts';
import { erase } from './erase.ts';
import { deferKafka, type KafkaEnvOptions } from './from-env.ts';
import { open } from './open.ts';
import { checkOptions, type KafkaOptions } from './options.ts';
import { readTopic } from './read-topic.ts';
import { MAX_BATCH, sendBatch, type Sender } from './send.ts';

const create: (options: KafkaOptions & AddressSource) => Adapter = defineAdapter<KafkaOptions & AddressSource, Sender>({
  kind: KIND,
  role: 'mirror',
  // A repeat by `events` is on the topic twice; every consumer knows an event by its ID, as the one of this package does.
  capabilities: { maxBatch: MAX_BATCH, idempotent: true },
  destinations: ({ brokers, registry }) => [
    ...brokers.map((broker) => originOf(broker)),
    ...(registry === undefined ? [] : [new URL(registry.url).origin]),
  ],
  egress: (options) => egressOf(options),
  check: (options) => checkOptions(options),
  open: (options) => open(options),
  send: (sender, batch, signal) => sendBatch(sender, batch, signal),
  erase: (sender, request, signal) => erase(sender, request, signal),
  read: (sender, range) => readTopic(sender, range),
  close: ({ producers }) => producers.drop(),
});

/**
 * Mirrors listed product events to a Kafka topic: an idempotent producer, acknowledged by every replica in sync, in order
 * for each user. Throws PLB_ADAPTER_OPTION for options that cannot work; opening throws PLB_ADAPTER_OPTION for a topic that
 * is compacted, PLB_KAFKA_TOPIC for one that cannot be read, PLB_REGISTRY_REFUSED for a schema that the registry will never
 * take, which ends the start too, and PLB_REGISTRY where the registry does not answer: events wait for that.
 */
export const kafka: {
  (options: KafkaOptions): Adapter;
  /** The same, on as soon as its variables are set; until then nothing is imported, opened or sent. */
  fromEnv(options: KafkaEnvOptions): DeferredAdapter;
} = Object.assign((options: KafkaOptions) => create(options), {
  fromEnv: (options: KafkaEnvOptions) => deferKafka(options, create),
});
