import { neverReached, type SendOutcome } from '@plumbline/core';
import { KIND } from './egress.ts';

/** What became of one partition's records. */
export type Fate =
  | { readonly kind: 'stored' }
  /** Nothing was stored, and later it may be. */
  | { readonly kind: 'again'; readonly code: string }
  /** Nobody knows. */
  | { readonly kind: 'unsure' }
  | { readonly kind: 'too_large' }
  /** Refused for good; the places of the records at fault among those of the partition, or none where all are. */
  | { readonly kind: 'refused'; readonly code: string; readonly places: readonly number[] };

/** Answers of a broker that would be the same for ever, by number (Kafka's protocol guide, error codes). */
const FINAL: ReadonlyMap<number, string> = new Map([
  [32, 'INVALID_TIMESTAMP'],
  [43, 'UNSUPPORTED_FOR_MESSAGE_FORMAT'],
  [87, 'INVALID_RECORD'],
]);

const TOO_LARGE: ReadonlySet<number> = new Set([10, 18]);

/** A repeat that the broker knows: it is stored already. */
const DUPLICATE = 46;

/** A broker gave up waiting for its replicas: the record may stay. */
const MAYBE_STORED: ReadonlySet<number> = new Set([7, 20]);

interface PartitionResponse {
  readonly index: number;
  readonly errorCode: number;
  readonly recordErrors?: readonly { readonly batchIndex: number }[];
}

interface ClientError {
  readonly code?: unknown;
  readonly errors?: readonly unknown[];
  readonly produced?: { readonly offsets?: readonly { readonly topic: string; readonly partition: number }[] };
  readonly response?: {
    readonly responses?: readonly {
      readonly name?: string;
      readonly partitionResponses?: readonly PartitionResponse[];
    }[];
  };
}

function fateOf({ errorCode, recordErrors = [] }: PartitionResponse): Fate {
  if (errorCode === 0 || errorCode === DUPLICATE) return { kind: 'stored' };
  if (TOO_LARGE.has(errorCode)) return { kind: 'too_large' };
  if (MAYBE_STORED.has(errorCode)) return { kind: 'unsure' };
  const final = FINAL.get(errorCode);
  if (final === undefined) return { kind: 'again', code: String(errorCode) };
  return { kind: 'refused', code: final, places: recordErrors.map(({ batchIndex }) => batchIndex) };
}

/** What one failed send says of each partition; `rest` is for those that it says nothing of. */
export interface Fates {
  readonly partitions: ReadonlyMap<number, Fate>;
  readonly rest: Fate;
}

/** Reads what the client threw: answers of brokers, in the order of attempts, between failures of connections. */
export function readFates(thrown: unknown, topic: string): Fates {
  const partitions = new Map<number, Fate>();
  let unsure = false;
  const note = (partition: number, fate: Fate): void => {
    // What one attempt stored, a later one cannot undo.
    if (partitions.get(partition)?.kind !== 'stored') partitions.set(partition, fate);
  };
  const walk = (each: unknown): void => {
    if (typeof each !== 'object' || each === null) return;
    const { code, errors, produced, response } = each as ClientError;
    for (const place of produced?.offsets ?? []) if (place.topic === topic) note(place.partition, { kind: 'stored' });
    for (const answered of response?.responses ?? []) {
      if (answered.name !== topic) continue;
      for (const partition of answered.partitionResponses ?? []) note(partition.index, fateOf(partition));
    }
    if (response !== undefined) return;
    for (const inner of errors ?? []) walk(inner);
    const isNetwork = code === 'PLT_KFK_NETWORK' && errors === undefined;
    if (isNetwork && !neverReached(each)) unsure = true;
  };
  walk(thrown);
  return { partitions, rest: unsure ? { kind: 'unsure' } : { kind: 'again', code: 'no connection' } };
}

/** The outcome, and what the brokers refused for good. */
export interface Judgement {
  readonly outcome: SendOutcome;
  readonly refused: readonly { readonly id: string; readonly code: string }[];
}

interface Placed {
  readonly id: string;
  readonly partition: number;
}

const fail = (what: string): Error => new Error(`${KIND}: ${what}`);

/** Puts the fates of partitions together to that of a batch. */
export function judge(records: readonly Placed[], { partitions, rest }: Fates): Judgement {
  const ids: Record<Fate['kind'], string[]> = { stored: [], again: [], unsure: [], too_large: [], refused: [] };
  const refused: { id: string; code: string }[] = [];
  const seen = new Map<number, number>();
  const codes = new Set<string>();
  for (const { id, partition } of records) {
    const place = seen.get(partition) ?? 0;
    seen.set(partition, place + 1);
    const fate = partitions.get(partition) ?? rest;
    if ('code' in fate) codes.add(fate.code);
    // A broker takes all records of a partition or none: those beside the one at fault may go again.
    const innocent = fate.kind === 'refused' && fate.places.length > 0 && !fate.places.includes(place);
    ids[innocent ? 'again' : fate.kind].push(id);
    if (fate.kind === 'refused' && !innocent) refused.push({ id, code: fate.code });
  }
  const total = records.length;
  const retry = [...ids.again, ...ids.unsure, ...ids.too_large];
  if (ids.stored.length === total) return { outcome: { kind: 'delivered' }, refused };
  const error = fail(`a broker answered ${[...codes].join(', ') || 'nothing'}`);
  if (ids.refused.length === total) return { outcome: { kind: 'rejected', error }, refused };
  if (ids.stored.length + ids.refused.length > 0) {
    return { outcome: { kind: 'partial', retry, rejected: ids.refused, error }, refused };
  }
  if (ids.too_large.length === total)
    return { outcome: { kind: 'too_large', error: fail('too large for a broker') }, refused };
  return {
    outcome: ids.unsure.length > 0 ? { kind: 'unknown', error: fail('no answer') } : { kind: 'retry', error },
    refused,
  };
}
