import { PlumblineError } from '@plumbline/core';
import { importKafka, type KafkaAdmin, type KafkaLib } from './client.ts';
import { KIND } from './egress.ts';
import type { KafkaOptions } from './options.ts';
import { connectionOptions, createProducers } from './producer.ts';
import { publishSchemas } from './registry.ts';
import type { Sender } from './send.ts';

/** What core waits for one send where the options do not say. */
const DEFAULT_SEND_MS = 10_000;

const TOPIC = 2;

const unreadable = (topic: string, cause: unknown): PlumblineError =>
  new PlumblineError('PLB_KAFKA_TOPIC', `${KIND}: \`${topic}\` cannot be reached, or its settings cannot be read`, {
    cause,
    fix: 'Check that the brokers answer, that the topic exists, and that this user may write to it and describe it.',
  });

async function configOf(admin: KafkaAdmin, topic: string): Promise<ReadonlyMap<string, string>> {
  try {
    const [described] = await admin.describeConfigs({ resources: [{ resourceType: TOPIC, resourceName: topic }] });
    return new Map(described?.configs.map(({ name, value }) => [name, value ?? '']));
  } catch (cause) {
    throw unreadable(topic, cause);
  }
}

/** Reads how long the topic keeps events. Compaction would leave one event of each user, and is refused. */
async function retentionOf(lib: KafkaLib, options: KafkaOptions, deadlineMs: number): Promise<number | undefined> {
  const { topic } = options;
  const admin = new lib.Admin({ ...connectionOptions(options, deadlineMs), retries: 0 });
  try {
    const config = await configOf(admin, topic);
    if (/\bcompact\b/.test(config.get('cleanup.policy') ?? '')) {
      throw new PlumblineError(
        'PLB_ADAPTER_OPTION',
        `${KIND}: \`${topic}\` is compacted: it would keep one event of each user`,
        {
          fix: 'Set `cleanup.policy=delete` on the topic, or name another one.',
        },
      );
    }
    const retention = Number(config.get('retention.ms') ?? '-1');
    return retention >= 0 ? retention : undefined;
  } finally {
    await admin.close().catch(() => undefined);
  }
}

/** Imports the client, looks at the topic and publishes the schemas, in this order. Throws as its parts do. */
export async function open(options: KafkaOptions): Promise<Sender> {
  const { topic, dlqTopic, registry, allow, sendTimeoutMs = DEFAULT_SEND_MS } = options;
  const lib = options.lib ?? (await importKafka());
  const retentionMs = await retentionOf(lib, options, sendTimeoutMs);
  const listed = allow === 'catalog' ? {} : allow;
  const schemaIds =
    registry === undefined ? new Map<string, number>() : await publishSchemas(registry, { topic, allow: listed });
  const producers = createProducers(lib, options, sendTimeoutMs);
  try {
    await producers.connect(topic);
  } catch (cause) {
    await producers.drop();
    throw unreadable(topic, cause);
  }
  return { lib, connection: options, producers, topic, dlqTopic, schemaIds, retentionMs };
}
