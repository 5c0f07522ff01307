import { type EgressAddition, type EgressDeclaration, fetchHeaders } from '@plumbline/core';
import type { KafkaOptions } from './options.ts';

export const KIND = 'kafka';

/** Who gives the addresses, where they do not stand in code. */
export interface AddressSource {
  /** Such as `env:NAME`; it stands for the brokers in the egress lockfile. */
  readonly at?: string;
}

/** What the declaration depends on: never the environment. */
export type EgressTerms = Pick<KafkaOptions, 'topic' | 'dlqTopic' | 'party'> & {
  readonly brokers: readonly string[];
  readonly registry?: Pick<NonNullable<KafkaOptions['registry']>, 'url' | 'username'> | undefined;
} & AddressSource;

/** The pseudo-origin of a broker. */
export const originOf = (broker: string): string => `kafka://${broker}`;

/** Path of the versions of a subject in a registry. */
export const subjectPath = (subject: string): string => `/subjects/${encodeURIComponent(subject)}/versions`;

const HEADERS = fetchHeaders('application/vnd.schemaregistry.v1+json');

const ADDED: readonly EgressAddition[] = [
  { key: 'client_id', type: 'text', what: 'plumbline, in each request' },
  { key: 'client_software_name', type: 'text', what: 'name of the client, when it connects' },
  { key: 'client_software_version', type: 'text', what: 'version of the client, when it connects' },
  { key: 'key', type: 'text', what: 'hash of the user, or the ID of the event; alone it is an order to forget' },
  { key: 'timestamp', type: 'time', what: 'when the event happened' },
];

const REFUSED: readonly EgressAddition[] = [
  { key: 'value.reason', type: 'text', what: 'why a broker refused an event, beside its ID' },
];

const PUBLISHED: readonly EgressAddition[] = [
  { key: 'schema', type: 'text', what: 'JSON Schema of a listed event, cut to the listed fields' },
  { key: 'schemaType', type: 'text', what: 'that it is JSON Schema' },
];

/** All that leaves besides the listed fields; a test compares it with what a broker stored, both ways. */
export function egressOf({
  brokers,
  topic,
  dlqTopic,
  registry,
  party = 'first-party',
  at,
}: EgressTerms): EgressDeclaration {
  const places = at === undefined ? brokers.map((broker) => originOf(broker)) : [at];
  const topics = dlqTopic === undefined ? [topic] : [topic, dlqTopic];
  return {
    party,
    endpoints: [
      ...places.flatMap((place) => topics.map((name) => ({ at: place, method: 'PRODUCE', path: `/${name}` }))),
      ...(registry === undefined
        ? []
        : [
            {
              at: new URL(registry.url).origin,
              method: 'POST',
              path: subjectPath('{subject}').replaceAll(/%7[BD]/g, (brace) => decodeURIComponent(brace)),
            },
          ]),
    ],
    headers:
      registry === undefined
        ? []
        : [...HEADERS, ...(registry.username === undefined ? [] : ['authorization'])].toSorted(),
    sdkAdds: [...ADDED, ...(dlqTopic === undefined ? [] : REFUSED), ...(registry === undefined ? [] : PUBLISHED)],
    envelope: [
      { slot: 'eventId', as: 'event_id', transform: 'identity' },
      { slot: 'name', as: 'name', transform: 'identity' },
      { slot: 'schemaVersion', as: 'schema_version', transform: 'identity' },
      { slot: 'occurredAt', as: 'occurred_at', transform: 'identity' },
      { slot: 'ingestedAt', as: 'ingested_at', transform: 'identity' },
      { slot: 'source', as: 'source', transform: 'identity' },
      { slot: 'sessionId', as: 'session_id', transform: 'sha256' },
      { slot: 'anonymousUserId', as: 'anonymous_user_id', transform: 'sha256' },
      { slot: 'orgIdHash', as: 'org_id_hash', transform: 'sha256' },
      { slot: 'routePattern', as: 'route_pattern', transform: 'identity' },
    ],
    payloadAs: 'payload.{field}',
    retention: 'topic',
    // By a tombstone, which consumers carry out; the topic itself forgets when its retention ends.
    erasure: 'supported',
  };
}
