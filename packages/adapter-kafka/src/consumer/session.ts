import type { KafkaConsumer, KafkaLib, KafkaMessage, KafkaPlace } from '../client.ts';
import { connectionOptions } from '../producer.ts';
import type { SinkOptions } from './options.ts';
import { writePartition, type Writing } from './write.ts';

const DEFAULT_SESSION_MS = 30_000;

const DEADLINE_MS = 30_000;

/** How long a broker holds a request for more records back. */
const POLL_MS = 500;

function makeConsumer(lib: KafkaLib, options: SinkOptions): KafkaConsumer {
  const { groupId, instanceId, sessionTimeoutMs: sessionTimeout = DEFAULT_SESSION_MS } = options;
  return new lib.Consumer({
    ...connectionOptions(options, DEADLINE_MS),
    groupId,
    ...(instanceId !== undefined && { groupInstanceId: instanceId }),
    sessionTimeout,
    rebalanceTimeout: Math.max(sessionTimeout, DEADLINE_MS),
    heartbeatInterval: Math.round(sessionTimeout / 3),
    maxWaitTime: POLL_MS,
    autocommit: false,
  });
}

/** Records that wait to be written, by partition. */
interface Held {
  readonly partitions: Map<number, KafkaMessage[]>;
  size: number;
}

async function write(consumer: KafkaConsumer, writing: Writing, held: Held): Promise<void> {
  const { topic } = writing.options;
  for (const [partition, messages] of held.partitions) {
    await writePartition(writing, partition, messages);
    const last = messages.at(-1);
    if (last === undefined) continue;
    const place: KafkaPlace = { topic, partition, offset: last.offset + 1n, leaderEpoch: last.leaderEpoch };
    // Only now: a process that ends before it reads these records again.
    await consumer.commit({ offsets: [place] });
    writing.counts.read += messages.length;
  }
  held.partitions.clear();
  held.size = 0;
}

const LATE = Symbol('late');

/** One membership in the group, from joining to the end or the first failure, which it rejects with. */
export async function runSession(
  lib: KafkaLib,
  options: SinkOptions,
  writing: Writing,
  onJoin: () => void,
): Promise<void> {
  const { topic, maxBatch = 1_000, maxWaitMs = 1_000 } = options;
  const { signal, clock } = writing;
  const consumer = makeConsumer(lib, options);
  const held: Held = { partitions: new Map(), size: 0 };
  const next = new Map<number, bigint>();
  const take = (message: KafkaMessage): void => {
    // After a rebalance the stream may begin again at the committed offset.
    if (message.offset < (next.get(message.partition) ?? 0n)) return;
    next.set(message.partition, message.offset + 1n);
    const messages = held.partitions.get(message.partition);
    if (messages === undefined) held.partitions.set(message.partition, [message]);
    else messages.push(message);
    held.size += 1;
  };
  try {
    const stream = await consumer.consume({
      topics: [topic],
      mode: 'committed',
      fallbackMode: 'earliest',
      autocommit: false,
    });
    onJoin();
    const records = stream[Symbol.asyncIterator]();
    let coming = records.next();
    // Looked at below; a failure that comes while a batch is written must not count as unhandled.
    coming.catch(() => undefined);
    let dueAt: number | undefined;
    while (!signal.aborted) {
      const waiting = deadline(clock, dueAt === undefined ? undefined : dueAt - clock.monotonic(), signal);
      const got = await Promise.race([coming, waiting.over]);
      waiting.cancel();
      if (got !== LATE) {
        if (got.done === true) throw new Error('the stream of records ended');
        take(got.value);
        coming = records.next();
        coming.catch(() => undefined);
        dueAt ??= clock.monotonic() + maxWaitMs;
      }
      if (held.size < maxBatch && (got !== LATE || held.size === 0)) continue;
      await write(consumer, writing, held);
      dueAt = undefined;
    }
  } finally {
    await consumer.close(true).catch(() => undefined);
  }
}

interface Deadline {
  readonly over: Promise<typeof LATE>;
  cancel(): void;
}

/** Ends when the time is over, or the sink is closed. */
function deadline(clock: Writing['clock'], ms: number | undefined, signal: AbortSignal): Deadline {
  let end = (): void => undefined;
  const over = new Promise<typeof LATE>((resolve) => {
    end = () => resolve(LATE);
  });
  const timer = ms === undefined ? undefined : clock.after(Math.max(0, ms), end, { keepAlive: true });
  signal.addEventListener('abort', end, { once: true });
  return {
    over,
    cancel() {
      timer?.cancel();
      signal.removeEventListener('abort', end);
    },
  };
}
