import { Admin, Consumer } from '@platformatic/kafka';

/** What one record holds, as the broker keeps it. */
export interface StoredRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  /** Undefined for a tombstone. */
  readonly value: Buffer | undefined;
  readonly headers: readonly string[];
}

const TOPIC = 2;
const SET = 0;
const LATEST = -1n;

async function withAdmin<T>(broker: string, steps: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Admin({ clientId: 'looker', bootstrapBrokers: [broker], retries: 20, retryDelay: 100 });
  try {
    return await steps(admin);
  } finally {
    await admin.close();
  }
}

/** Makes a topic of four partitions. */
export const createTopic = (
  broker: string,
  topic: string,
  configs: Record<string, string> = {},
  partitions = 4,
): Promise<void> =>
  withAdmin(broker, async (admin) => {
    const settings = Object.entries(configs).map(([name, value]) => ({ name, value }));
    await admin.createTopics({ topics: [topic], partitions, replicas: 1, configs: settings });
    // The controller answers before the broker knows of it.
    const described = (): Promise<unknown> =>
      admin.describeConfigs({ resources: [{ resourceType: TOPIC, resourceName: topic }] });
    const led = async (): Promise<boolean> => {
      const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
      return topics.get(topic)?.partitions.every(({ leader }) => leader >= 0) === true;
    };
    const isThere = (): Promise<boolean> => described().then(led, () => false);
    while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 20));
  });

/** Makes a topic whose partitions have these leaders, each without a copy elsewhere. */
export const spreadTopic = (broker: string, topic: string, leaders: readonly number[]): Promise<void> =>
  withAdmin(broker, async (admin) => {
    const assignments = leaders.map((leader, partition) => ({ partition, brokers: [leader] }));
    await admin.createTopics({ topics: [topic], partitions: -1, replicas: -1, assignments });
  });

export const deleteTopic = (broker: string, topic: string): Promise<void> =>
  withAdmin(broker, (admin) => admin.deleteTopics({ topics: [topic] }));

/** Changes settings of a topic. */
export const configure = (broker: string, topic: string, configs: Record<string, string>): Promise<void> =>
  withAdmin(broker, (admin) =>
    admin.incrementalAlterConfigs({
      resources: [
        {
          resourceType: TOPIC,
          resourceName: topic,
          configs: Object.entries(configs).map(([name, value]) => ({ name, value, configOperation: SET })),
        },
      ],
    } as never),
  );

const text = (value: Buffer | null | undefined): string => value?.toString() ?? '';

/** All records of a topic, in the order of each partition. */
export async function readTopic(broker: string, topic: string): Promise<readonly StoredRecord[]> {
  const consumer = new Consumer({
    clientId: 'looker',
    groupId: 'looker',
    bootstrapBrokers: [broker],
    retries: 20,
    retryDelay: 100,
  });
  const found: StoredRecord[] = [];
  try {
    const ends = (await consumer.listOffsets({ topics: [topic], timestamp: LATEST })).get(topic) ?? [];
    const metadata = await consumer.metadata({ topics: [topic] });
    const topicId = metadata.topics.get(topic)?.id ?? '';
    for (const [partition, end] of ends.entries()) {
      let fetchOffset = 0n;
      while (fetchOffset < end) {
        const place = {
          partition,
          fetchOffset,
          partitionMaxBytes: 8 << 20,
          currentLeaderEpoch: -1,
          lastFetchedEpoch: -1,
        };
        const node = metadata.topics.get(topic)?.partitions[partition]?.leader ?? 1;
        const { responses } = await consumer.fetch({
          node,
          topics: [{ topicId, partitions: [place] }],
          maxWaitTime: 100,
          minBytes: 1,
        });
        for (const batch of responses.flatMap(({ partitions }) => partitions.flatMap(({ records }) => records ?? []))) {
          for (const record of batch.records) {
            const offset = batch.firstOffset + BigInt(record.offsetDelta);
            if (offset < fetchOffset) continue;
            const headers = [...record.headers].map(
              ([name, value]) => `${text(name as Buffer)}=${text(value as Buffer)}`,
            );
            found.push({ partition, offset, key: text(record.key), value: record.value ?? undefined, headers });
            fetchOffset = offset + 1n;
          }
        }
      }
    }
  } finally {
    await consumer.close(true);
  }
  return found;
}
