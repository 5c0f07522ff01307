import { createHash } from 'node:crypto';
import { type Clock, type OutboundEvent, PlumblineError, type SendOutcome, wait } from '@plumbline/core';
import type { KafkaMessage } from '../client.ts';
import { KIND } from '../egress.ts';
import { decodeValue } from './decode.ts';
import type { Counting, SinkOptions } from './options.ts';

/** What writing needs. */
export interface Writing {
  readonly options: Pick<SinkOptions, 'into' | 'known' | 'topic'>;
  readonly counts: Counting;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const FIRST_WAIT_MS = 100;
const MOST_WAIT_MS = 5_000;

const TOKEN_DIGITS = 16;

/** The ID of a part: by it ClickHouse knows a repeat. It names its events too, as a topic made anew has the same offsets. */
function tokenOf(topic: string, partition: number, events: readonly OutboundEvent[]): string {
  const hash = createHash('sha256');
  for (const { eventId } of events) hash.update(eventId);
  return `${topic}/${partition}/${hash.digest('hex').slice(0, TOKEN_DIGITS)}`;
}

async function pause({ clock, signal }: Writing, attempt: number, asked = 0): Promise<void> {
  const ms = Math.max(asked, Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt));
  await wait(clock, ms, { signal, keepAlive: true });
  if (signal.aborted) throw new Error(`${KIND}: the sink was closed`);
}

type Final = Exclude<SendOutcome, { kind: 'retry' | 'unknown' }>;

/** Sends until it is answered: the same events under the same ID, which the store drops repeats by. */
async function sendUntilAnswered(writing: Writing, id: string, events: readonly OutboundEvent[]): Promise<Final> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await writing.options.into.send({ id, events });
    if (outcome.kind !== 'retry' && outcome.kind !== 'unknown') return outcome;
    await pause(writing, attempt, outcome.kind === 'retry' ? outcome.retryAfterMs : 0);
  }
}

/** Stores events; what is refused as a whole is tried by halves, down to the events at fault. */
async function store(writing: Writing, partition: number, events: readonly OutboundEvent[]): Promise<void> {
  const { counts, options } = writing;
  const id = tokenOf(options.topic, partition, events);
  const outcome = await sendUntilAnswered(writing, id, events);
  if (outcome.kind === 'delivered') return void (counts.stored += events.length);
  if (outcome.kind === 'partial') {
    const again = events.filter(({ eventId }) => outcome.retry.includes(eventId));
    counts.rejected += outcome.rejected.length;
    counts.stored += events.length - again.length - outcome.rejected.length;
    return again.length > 0 ? store(writing, partition, again) : undefined;
  }
  if (events.length === 1) return void (counts.rejected += 1);
  const middle = Math.ceil(events.length / 2);
  await store(writing, partition, events.slice(0, middle));
  await store(writing, partition, events.slice(middle));
}

async function storeNew(
  writing: Writing,
  partition: number,
  events: ReadonlyMap<string, OutboundEvent>,
): Promise<void> {
  if (events.size === 0) return;
  const all = [...events.values()];
  const known = (await writing.options.known?.(all)) ?? new Set();
  const fresh = all.filter(({ eventId }) => !known.has(eventId));
  writing.counts.repeated += all.length - fresh.length;
  if (fresh.length > 0) await store(writing, partition, fresh);
}

/** Forgets people. What cannot be carried out stops the sink: going on would commit the order as done. */
async function forget(writing: Writing, keys: readonly string[], id: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const requestedAt = writing.clock.now();
    const outcome = await writing.options.into.erase({ id, anonymousUserIds: keys, requestedAt });
    if (outcome.kind === 'erased' || outcome.kind === 'queued' || outcome.kind === 'nothing_found') {
      return void (writing.counts.erasures += keys.length);
    }
    if (outcome.kind !== 'retry') {
      throw new PlumblineError('PLB_ERASURE', `${KIND}: the store answers ${outcome.kind} to an order to forget`);
    }
    await pause(writing, attempt);
  }
}

/** Writes records of one partition in their order: what came before an order to forget is stored before it is carried out. */
export async function writePartition(
  writing: Writing,
  partition: number,
  messages: readonly KafkaMessage[],
): Promise<void> {
  let events = new Map<string, OutboundEvent>();
  let forgotten: string[] = [];
  const settle = async (): Promise<void> => {
    await storeNew(writing, partition, events);
    events = new Map();
    if (forgotten.length > 0) await forget(writing, forgotten, `${writing.options.topic}/${partition}`);
    forgotten = [];
  };
  for (const { key, value } of messages) {
    if (value === undefined || value === null) {
      if (key !== undefined) forgotten.push(key.toString());
      continue;
    }
    if (forgotten.length > 0) await settle();
    const event = decodeValue(value);
    if (event === undefined) writing.counts.malformed += 1;
    else if (events.has(event.eventId)) writing.counts.repeated += 1;
    else events.set(event.eventId, event);
  }
  await settle();
}
