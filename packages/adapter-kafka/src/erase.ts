import type { ErasureOutcome, ErasureRequest } from '@plumbline/core';
import type { KafkaRecord } from './client.ts';
import { KIND } from './egress.ts';
import { produce } from './producer.ts';
import type { Sender } from './send.ts';
import { userOf } from './user-of.ts';

/**
 * Writes a tombstone for each person: a record with the key of their events and no value, behind all of them in the same
 * partition. Consumers carry it out; the topic itself forgets when its retention ends, which is what `until` says.
 */
export async function erase(sender: Sender, request: ErasureRequest, signal: AbortSignal): Promise<ErasureOutcome> {
  const { producers, topic, dlqTopic, retentionMs } = sender;
  const topics = dlqTopic === undefined ? [topic] : [topic, dlqTopic];
  const keys = [...new Set(request.anonymousUserIds)].map((id) => Buffer.from(userOf(id)));
  const now = Date.now();
  const tombstones = topics.flatMap((name) =>
    keys.map((key): KafkaRecord => ({ topic: name, key, timestamp: BigInt(now) })),
  );
  try {
    await produce(producers, tombstones, signal);
  } catch {
    await producers.drop();
    return { kind: 'retry', error: new Error(`${KIND}: the order to forget was not taken`) };
  }
  return retentionMs === undefined ? { kind: 'queued' } : { kind: 'queued', until: now + retentionMs };
}
