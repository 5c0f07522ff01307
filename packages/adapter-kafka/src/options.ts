import { type AdapterOptions, originFault, PlumblineError } from '@plumbline/core';
import type { KafkaLib } from './client.ts';
import { KIND } from './egress.ts';
import type { RegistryOptions } from './registry.ts';

/** How this client says who it is. */
export interface KafkaSasl {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  readonly username: string;
  readonly password: string;
}

/** How brokers are reached, for the adapter and the sink. */
export interface KafkaConnection {
  /** Brokers as `host:port`. Name all of them: the cluster says where its partitions are. */
  readonly brokers: readonly string[];
  /** Whether connections are encrypted. @default false */
  readonly tls?: boolean;
  readonly sasl?: KafkaSasl;
  /** The module `@platformatic/kafka`, for bundlers that cannot resolve a dynamic import. */
  readonly lib?: KafkaLib;
}

/** Options of `kafka`. */
export interface KafkaOptions extends AdapterOptions, KafkaConnection {
  /** Topic of all listed events, with `cleanup.policy=delete`; it is not made here. */
  readonly topic: string;
  /** Topic for what the brokers refuse for good: key, ID of the event and reason, no field. @default none */
  readonly dlqTopic?: string;
  /** Publishes the JSON Schema of each listed event before anything is sent. @default none: values are plain JSON */
  readonly registry?: RegistryOptions;
  /** Whose cluster it is; that of a third party needs `tls`. @default 'first-party' */
  readonly party?: 'first-party' | 'third-party';
}

export const wrong = (what: string, fix?: string): PlumblineError =>
  new PlumblineError('PLB_ADAPTER_OPTION', `${KIND}: ${what}`, fix === undefined ? {} : { fix });

/** Host and port of `host:port`; undefined for anything else. */
export function readBroker(broker: string): { readonly host: string; readonly port: number } | undefined {
  const at = broker.lastIndexOf(':');
  const [host, port] = [broker.slice(0, Math.max(at, 0)), Number(broker.slice(at + 1))];
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(host) || !Number.isInteger(port) || port < 1 || port > 65_535)
    return undefined;
  return { host, port };
}

const isTopic = (name: unknown): boolean => typeof name === 'string' && /^(?!\.\.?$)[\w.-]{1,249}$/.test(name);

/** Throws for brokers and a topic that cannot be. */
export function checkConnection({ brokers, topic }: { readonly brokers: unknown; readonly topic: unknown }): void {
  const list: readonly unknown[] = Array.isArray(brokers) ? brokers : [];
  if (list.length === 0 || !list.every((each) => typeof each === 'string' && readBroker(each) !== undefined)) {
    throw wrong(
      '`brokers` is not a list of `host:port`',
      'Write it as `[host:9092]`, without a scheme or credentials.',
    );
  }
  if (!isTopic(topic)) throw wrong('`topic` is not the name of a topic');
}

/** Throws for options that cannot work, before anything is opened. */
export function checkOptions(options: KafkaOptions): void {
  checkConnection(options);
  const { topic, dlqTopic, registry, allow, party, tls } = options;
  if (party === 'third-party' && tls !== true) {
    throw wrong('connections to a third party are not encrypted', 'Set `tls: true`.');
  }
  if (dlqTopic !== undefined && (!isTopic(dlqTopic) || dlqTopic === topic)) {
    throw wrong('`dlqTopic` is not the name of another topic');
  }
  if (registry === undefined) return;
  if (originFault(registry.url) !== undefined) {
    throw wrong('`registry.url` is not an origin', 'Write it as `https://host`, without a path.');
  }
  const missing = Object.keys(allow).filter((name) => !Object.hasOwn(registry.schemas.$defs, name));
  if (missing.length > 0) throw wrong(`\`registry.schemas\` has no schema of ${missing.join(', ')}`);
}
