import { PlumblineError } from '@plumbline/core';
import { KIND } from './egress.ts';

/** One record on its way. A value of undefined is a tombstone. */
export interface KafkaRecord {
  topic: string;
  key: Buffer;
  value?: Buffer;
  /** Milliseconds since the epoch. */
  timestamp: bigint;
}

/** The part of the producer that is used, so that no application needs the types of `@platformatic/kafka`. */
export interface KafkaProducer {
  send(options: { messages: KafkaRecord[]; acks: number }): Promise<unknown>;
  metadata(options: { topics: string[] }): Promise<unknown>;
  initIdempotentProducer(options: Record<string, never>): Promise<unknown>;
  close(force?: boolean): Promise<void>;
  readonly currentMetadata?: { readonly topics: ReadonlyMap<string, { readonly partitionsCount: number }> } | undefined;
}

/** The part of the admin client that is used. */
export interface KafkaAdmin {
  describeConfigs(options: {
    resources: { resourceType: 2; resourceName: string }[];
  }): Promise<{ configs: { name: string; value?: string | null }[] }[]>;
  close(): Promise<void>;
}

/** One record that was read. */
export interface KafkaMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp: bigint;
  readonly key: Buffer | undefined;
  readonly value: Buffer | undefined;
  readonly leaderEpoch: number;
}

/** The part of a stream of records that is used. */
export interface KafkaStream extends AsyncIterable<KafkaMessage> {
  close(): Promise<void>;
}

/** A place in a topic. */
export interface KafkaPlace {
  topic: string;
  partition: number;
  offset: bigint;
  leaderEpoch: number;
}

/** The part of the consumer that is used. */
export interface KafkaConsumer {
  consume(options: Record<string, unknown>): Promise<KafkaStream>;
  commit(options: { offsets: KafkaPlace[] }): Promise<void>;
  /** The offsets of each partition, by topic; a timestamp of -1 asks for the end. */
  listOffsets(options: { topics: string[]; timestamp: bigint }): Promise<ReadonlyMap<string, readonly bigint[]>>;
  close(force?: boolean): Promise<void>;
}

type Client<Of> = new (options: Record<string, unknown>) => Of;

/** The part of the module `@platformatic/kafka`, for bundlers that cannot resolve a dynamic import. */
export interface KafkaLib {
  readonly Producer: Client<KafkaProducer>;
  readonly Consumer: Client<KafkaConsumer>;
  readonly Admin: Client<KafkaAdmin>;
}

/** Imports the vendor's client, on first use and never before. */
export async function importKafka(): Promise<KafkaLib> {
  try {
    return (await import('@platformatic/kafka')) as unknown as KafkaLib;
  } catch (cause) {
    throw new PlumblineError('PLB_ADAPTER_DEPENDENCY', `${KIND}: cannot import \`@platformatic/kafka\``, {
      cause,
      fix: 'Install it with `npm i @platformatic/kafka`, or leave the adapter off.',
    });
  }
}
