import { randomUUID } from 'node:crypto';
import { type EventPages, type EventRange, type OutboundEvent, PlumblineError } from '@plumbline/core';
import type { KafkaConsumer, KafkaMessage } from './client.ts';
import { decodeValue } from './consumer/decode.ts';
import { KIND } from './egress.ts';
import { connectionOptions } from './producer.ts';
import type { Sender } from './send.ts';

const DEADLINE_MS = 30_000;

/** Events of one page. */
const PAGE = 5_000;

/** How long a broker holds a request for more records back. */
const POLL_MS = 500;

const END = -1n;

/** From where to where each partition is read; undefined where there is nothing in it. */
interface Stretch {
  readonly partition: number;
  readonly from: bigint;
  readonly end: bigint;
}

async function stretchesOf(consumer: KafkaConsumer, topic: string, from: number): Promise<readonly Stretch[]> {
  const ends = (await consumer.listOffsets({ topics: [topic], timestamp: END })).get(topic) ?? [];
  const begins = (await consumer.listOffsets({ topics: [topic], timestamp: BigInt(from) })).get(topic) ?? [];
  return ends.flatMap((end, partition) => {
    // Where no record is as young as that, a broker says so by -1.
    const begin = begins[partition] ?? END;
    return begin === END || begin >= end ? [] : [{ partition, from: begin, end }];
  });
}

/** Every record of the stretches, as brokers hand them out: in order within a partition. */
async function* recordsOf(
  consumer: KafkaConsumer,
  topic: string,
  stretches: readonly Stretch[],
): AsyncIterable<KafkaMessage> {
  const open = new Map(stretches.map((stretch) => [stretch.partition, stretch]));
  if (open.size === 0) return;
  const offsets = stretches.map(({ partition, from }) => ({ topic, partition, offset: from }));
  const stream = await consumer.consume({ topics: [topic], mode: 'manual', offsets, autocommit: false });
  try {
    for await (const message of stream) {
      const stretch = open.get(message.partition);
      if (stretch === undefined || message.offset < stretch.from) continue;
      if (message.offset < stretch.end) yield message;
      if (message.offset + 1n >= stretch.end) open.delete(message.partition);
      if (open.size === 0) return;
    }
  } finally {
    await stream.close();
  }
}

const isTombstone = ({ value }: KafkaMessage): boolean => value === undefined || value === null;

/** A consumer in a group of its own, so that nobody else's partitions move. */
const makeConsumer = ({ lib, connection }: Sender): KafkaConsumer =>
  new lib.Consumer({
    ...connectionOptions(connection, DEADLINE_MS),
    groupId: `plumbline-replay-${randomUUID()}`,
    maxWaitTime: POLL_MS,
    autocommit: false,
  });

/** Every record from the first one of that time on. */
async function* readAll(sender: Sender, from: number): AsyncIterable<KafkaMessage> {
  const { topic } = sender;
  const consumer = makeConsumer(sender);
  try {
    yield* recordsOf(consumer, topic, await stretchesOf(consumer, topic, from));
  } catch (cause) {
    throw new PlumblineError('PLB_KAFKA_TOPIC', `${KIND}: \`${topic}\` cannot be read`, { cause });
  } finally {
    await consumer.close(true).catch(() => undefined);
  }
}

/** The offset of the last order to forget somebody, by key. */
async function ordersOf(sender: Sender, from: number): Promise<ReadonlyMap<string, bigint>> {
  const orders = new Map<string, bigint>();
  for await (const message of readAll(sender, from)) {
    if (isTombstone(message)) orders.set(String(message.key), message.offset);
  }
  return orders;
}

/**
 * Reads the events of a time range, each once; their IDs stay in memory meanwhile. The topic is read twice: an order to
 * forget stands behind the events that it is about. IDs of people are those of this topic. Throws PLB_KAFKA_TOPIC.
 */
export async function* readTopic(sender: Sender, { from, to }: EventRange): EventPages {
  const orders = await ordersOf(sender, from);
  const seen = new Set<string>();
  let page: OutboundEvent[] = [];
  for await (const message of readAll(sender, from)) {
    const { key, value, offset } = message;
    // One key is in one partition, so that offsets say which came first.
    if (isTombstone(message) || value === undefined || offset < (orders.get(String(key)) ?? END)) continue;
    const event = decodeValue(value);
    if (event === undefined || event.occurredAt < from || event.occurredAt >= to || seen.has(event.eventId)) continue;
    seen.add(event.eventId);
    page.push(event);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  yield page;
}
