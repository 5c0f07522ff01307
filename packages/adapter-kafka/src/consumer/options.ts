import type { Adapter, Clock, Log } from '@plumbline/core';
import type { KafkaConnection } from '../options.ts';
import type { Known } from './known-in.ts';

/** Options of `createClickhouseSink`. */
export interface SinkOptions extends KafkaConnection {
  /** The topic that `kafka` writes to. */
  readonly topic: string;
  /** Consumer group; its committed offsets say where to go on. */
  readonly groupId: string;
  /** Where events go and people are forgotten: `clickhouse({ allow: 'catalog', … })`. The sink closes it. */
  readonly into: Adapter;
  /** Leaves out what is stored already, so that not even a raw count sees a repeat. @default all are sent */
  readonly known?: Known;
  /** Name of this process in the group: a restarted one goes on at once, not after `sessionTimeoutMs`. @default none */
  readonly instanceId?: string;
  /** Milliseconds after which the brokers give the partitions of a silent process to others. @default 30000 */
  readonly sessionTimeoutMs?: number;
  /** Most events of one insert. @default 1000 */
  readonly maxBatch?: number;
  /** Longest time in milliseconds that an event waits for others. @default 1000 */
  readonly maxWaitMs?: number;
  readonly log?: Log;
  readonly clock?: Clock;
}

/** What became of the records that were read since the start. */
export interface SinkCounts {
  /** Records whose offset is committed. */
  readonly read: number;
  readonly stored: number;
  /** Repeats that were left out. */
  readonly repeated: number;
  /** Values that are no event. */
  readonly malformed: number;
  /** Events that the store refuses for good. */
  readonly rejected: number;
  /** Orders to forget somebody that were carried out. */
  readonly erasures: number;
  /** How often it began anew after a failure. */
  readonly restarts: number;
}

export type Counting = { -readonly [Key in keyof SinkCounts]: SinkCounts[Key] };
