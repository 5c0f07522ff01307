import { createClient } from '@clickhouse/client';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { startEmbedded } from '@plumbline/adapter-clickhouse/embedded';
import { createClickhouseSink, knownIn } from '@plumbline/adapter-kafka/consumer';

/** What the program is told on its command line, as JSON. */
export interface SinkOrder {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly directory: string;
  readonly instanceId?: string;
  /** Whether what is stored already is left out. */
  readonly known: boolean;
}

const { brokers, topic, directory, instanceId, known } = JSON.parse(process.argv[2] ?? '') as SinkOrder;
const server = await startEmbedded({ directory });
const client = createClient(server.clientOptions());
const sink = createClickhouseSink({
  brokers,
  topic,
  groupId: 'sink',
  into: clickhouse({ embedded: { directory } }),
  sessionTimeoutMs: 2_000,
  // Small, so that a kill falls between an insert and its commit more often.
  maxBatch: 100,
  maxWaitMs: 50,
  ...(instanceId !== undefined && { instanceId }),
  ...(known && { known: knownIn(client) }),
});
process.on('disconnect', () => process.exit());
const end = async (): Promise<void> => {
  await sink.close();
  await client.close();
  await server.release();
  process.disconnect();
};
process.on('message', () => void end());
await sink.start();
process.send?.({ joined: true });
setInterval(() => process.send?.({ counts: sink.read() }), 100);
