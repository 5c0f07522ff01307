import { delivered, type OutboundBatch, type OutboundEvent, type SendOutcome } from '@plumbline/core';
import type { KafkaLib, KafkaRecord } from './client.ts';
import { KIND } from './egress.ts';
import { encodeValue, keyOf } from './encode.ts';
import { judge, type Judgement, readFates } from './judge.ts';
import { placeOf } from './murmur2.ts';
import type { KafkaConnection } from './options.ts';
import { produce, type Producers } from './producer.ts';

/** Most events of one batch: also in one partition they stay below the megabyte that brokers take. */
export const MAX_BATCH = 500;

/** What the adapter keeps open. */
export interface Sender {
  readonly lib: KafkaLib;
  readonly connection: KafkaConnection;
  readonly producers: Producers;
  readonly topic: string;
  readonly dlqTopic: string | undefined;
  /** ID of each event's schema; empty without a registry. */
  readonly schemaIds: ReadonlyMap<string, number>;
  /** Until when the topic keeps what is on it, in milliseconds; undefined for ever. */
  readonly retentionMs: number | undefined;
}

const toRecord = ({ topic, schemaIds }: Sender, event: OutboundEvent): KafkaRecord => ({
  topic,
  key: Buffer.from(keyOf(event)),
  value: encodeValue(event, schemaIds.get(event.name)),
  timestamp: BigInt(Math.trunc(event.occurredAt)),
});

const retryOf = (outcome: SendOutcome, ids: readonly string[], error: Error): SendOutcome =>
  outcome.kind === 'partial'
    ? { kind: 'partial', retry: [...outcome.retry, ...ids], rejected: [], error }
    : { kind: 'retry', error };

/** Writes what is given up: the key, the ID and why. An event is given up only once that is written. */
async function bury(
  sender: Sender,
  events: readonly OutboundEvent[],
  { outcome, refused }: Judgement,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const { dlqTopic: topic, producers } = sender;
  if (topic === undefined || refused.length === 0) return outcome;
  const codes = new Map(refused.map(({ id, code }) => [id, code]));
  const lines = events.flatMap((event): KafkaRecord[] => {
    const reason = codes.get(event.eventId);
    if (reason === undefined) return [];
    const value = Buffer.from(JSON.stringify({ event_id: event.eventId, reason }));
    return [{ topic, key: Buffer.from(keyOf(event)), value, timestamp: BigInt(Date.now()) }];
  });
  try {
    await produce(producers, lines, signal);
    return outcome;
  } catch {
    await producers.drop();
    const error = new Error(`${KIND}: the topic for refused events takes nothing`);
    return retryOf(outcome, [...codes.keys()], error);
  }
}

/** One event that no broker takes for its size is buried; more of them may fit by halves. */
const withTooLarge = (judgement: Judgement, events: readonly OutboundEvent[]): Judgement =>
  judgement.outcome.kind === 'too_large' && events.length === 1
    ? { ...judgement, refused: events.map(({ eventId }) => ({ id: eventId, code: 'MESSAGE_TOO_LARGE' })) }
    : judgement;

/** Sends one batch: one request for each broker, and an answer for each partition. */
export async function sendBatch(sender: Sender, { events }: OutboundBatch, signal: AbortSignal): Promise<SendOutcome> {
  const { producers, topic } = sender;
  const producer = producers.current();
  try {
    await produce(
      producers,
      events.map((event) => toRecord(sender, event)),
      signal,
    );
    return delivered();
  } catch (thrown) {
    const count = producer.currentMetadata?.topics.get(topic)?.partitionsCount;
    // The client forgets its sequence numbers after a failure; nothing of this one may go on behind the next.
    await producers.drop();
    const records = events.map((event) => ({
      id: event.eventId,
      partition: count === undefined ? -1 : placeOf(Buffer.from(keyOf(event))) % count,
    }));
    return bury(sender, events, withTooLarge(judge(records, readFates(thrown, topic)), events), signal);
  }
}
