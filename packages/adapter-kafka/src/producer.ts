import { isIP } from 'node:net';
import type { KafkaLib, KafkaProducer, KafkaRecord } from './client.ts';
import type { KafkaConnection } from './options.ts';
import { placeOf } from './murmur2.ts';

export const CLIENT_ID = 'plumbline';

/** Waits between repeats under the same sequence numbers, which only the client itself can send. */
const REPEAT_MS: readonly number[] = [50, 100, 200, 400, 400, 400, 400];

/** Options that every client of the library takes. */
export const connectionOptions = (
  { brokers, tls = false, sasl }: KafkaConnection,
  deadlineMs: number,
): Record<string, unknown> => ({
  clientId: CLIENT_ID,
  bootstrapBrokers: [...brokers],
  connectTimeout: Math.min(5_000, deadlineMs),
  requestTimeout: deadlineMs,
  // Many brokers behind one address are told apart by the name that is asked for.
  ...(tls && { tls: {}, tlsServerName: brokers.every((broker) => isIP(broker.replace(/:\d+$/, '')) === 0) }),
  ...(sasl && { sasl: { ...sasl } }),
});

/** Hands out one producer after another. */
export interface Producers {
  current(): KafkaProducer;
  /** Connects, so that a send is one request to each broker. */
  connect(topic: string): Promise<void>;
  /** Ends it, and whatever it still tries: the next one begins with sequence numbers of its own. */
  drop(): Promise<void>;
}

/**
 * Makes the producers of one adapter. The client repeats an unanswered request under the same sequence numbers, by
 * which brokers know it; a repeat by `events` has others, and would be stored twice.
 */
export function createProducers(lib: KafkaLib, connection: KafkaConnection, deadlineMs: number): Producers {
  let producer: KafkaProducer | undefined;
  const current = (): KafkaProducer =>
    (producer ??= new lib.Producer({
      ...connectionOptions(connection, deadlineMs),
      // How long a broker waits for its replicas.
      timeout: Math.max(1, Math.round(deadlineMs * 0.8)),
      idempotent: true,
      retries: REPEAT_MS.length,
      retryDelay: (_client: unknown, _operation: string, attempt: number) => REPEAT_MS[attempt - 1] ?? 400,
      partitioner: (_record: unknown, key: Buffer) => placeOf(key),
      autocreateTopics: false,
    }));
  return {
    current,
    async connect(topic) {
      await current().metadata({ topics: [topic] });
      await current().initIdempotentProducer({});
    },
    async drop() {
      const dropped = producer;
      producer = undefined;
      await dropped?.close(true).catch(() => undefined);
    },
  };
}

/** Every in-sync replica has it. */
const ALL = -1;

/** Sends records, and drops the producer when that fails or takes too long. */
export async function produce(
  producers: Producers,
  messages: KafkaRecord[],
  signal: AbortSignal,
): Promise<KafkaProducer> {
  const producer = producers.current();
  const end = (): void => void producers.drop();
  signal.addEventListener('abort', end, { once: true });
  try {
    await producer.send({ messages, acks: ALL });
    return producer;
  } finally {
    signal.removeEventListener('abort', end);
  }
}
