import {
  type Adapter,
  type AdapterOptions,
  type Allowlist,
  defineAdapter,
  type DeferredAdapter,
  delivered,
  type EgressDeclaration,
  type SignalEgress,
} from '@plumbline/core';
import { category, count, defineCatalog, defineEvent, duration, flag, freeText, opaqueId } from '../../src/index.ts';
import type { EgressSources } from '../../src/egress.ts';

export const mirrorEgress: EgressDeclaration = {
  party: 'third-party',
  endpoints: [{ at: 'https://vendor.example', method: 'POST', path: '/batch/' }],
  headers: ['content-type=application/json', 'user-agent'],
  sdkAdds: [{ key: 'batch[].properties.$lib', type: 'text(20)', what: 'name of the client' }],
  envelope: [
    { slot: 'eventId', as: 'uuid', transform: 'identity' },
    { slot: 'anonymousUserId', as: 'distinct_id', transform: 'sha256' },
    { slot: 'occurredAt', as: 'timestamp', transform: 'iso-time' },
  ],
  payloadAs: 'properties.{field}',
  retention: '90d',
  erasure: 'supported',
};

export const sourceEgress: EgressDeclaration = {
  party: 'first-party',
  endpoints: [{ at: 'env:CLICKHOUSE_URL', method: 'POST', path: '/' }],
  headers: ['user-agent'],
  sdkAdds: [],
  envelope: [{ slot: 'anonymousUserId', as: 'anonymous_user_id', transform: 'identity' }],
  payloadAs: 'payload_json.{field}',
  retention: '173d',
  erasure: 'supported',
};

/** An adapter that says what it would send, and sends nothing. */
export const adapter = (
  kind: string,
  role: 'source' | 'mirror',
  allow: Allowlist,
  egress?: EgressDeclaration,
): Adapter =>
  defineAdapter<AdapterOptions, undefined>({
    kind,
    role,
    capabilities: { maxBatch: 1, idempotent: true },
    destinations: () => [],
    ...(egress && { egress: () => egress }),
    open: () => Promise.resolve(undefined),
    send: () => Promise.resolve(delivered()),
  })({ allow });

export const deferred = (kind: string, egress: EgressDeclaration, allow?: Allowlist): DeferredAdapter => ({
  kind,
  role: 'source',
  egress,
  ...(allow && { allow }),
  variables: [],
  fromEnvironment: () => undefined,
});

const shared = {
  description: 'Something happened.',
  owner: '@team',
  purpose: 'To know how long it takes.',
  consent: 'analytics',
  expires: '2027-12-31',
  review: 'docs/privacy.md',
} as const;

/** The parts of {@link makeConfig} that a test may change. */
export interface Parts {
  readonly version: string;
  readonly kinds: readonly [string, ...string[]];
  readonly round: number;
  readonly consent: 'analytics' | 'essential';
  readonly purpose: string;
  readonly expires: `${number}-${number}-${number}`;
  readonly surfaces: readonly [string, ...string[]];
  readonly roles: readonly string[];
  readonly noteLength: number;
  readonly allow: Exclude<Allowlist, 'catalog'>;
  readonly egress: EgressDeclaration;
  readonly mirrors: readonly Adapter[];
  readonly signals: readonly SignalEgress[];
  readonly gate: NonNullable<EgressSources['gates']>[string];
}

export const errors: SignalEgress = {
  signal: 'errors',
  state: 'on',
  party: 'third-party',
  endpoints: [{ at: 'https://errors.example', method: 'POST', path: '/envelope/' }],
  headers: ['user-agent'],
  attributes: [
    { name: 'level', class: 'technical', transform: 'identity' },
    { name: 'message', class: 'free-text', transform: 'redacted' },
  ],
  retention: 'vendor',
  erasure: 'not-possible',
};

export const parts: Parts = {
  version: '2026-05-telemetry-v1',
  kinds: ['post', 'image'],
  round: 10,
  consent: 'analytics',
  purpose: shared.purpose,
  expires: shared.expires,
  surfaces: ['page', 'drawer'],
  roles: ['admin', 'viewer'],
  noteLength: 40,
  allow: { item_created: ['kind', 'round', 'surface', 'role'], item_moved: [] },
  egress: mirrorEgress,
  mirrors: [],
  signals: [errors],
  gate: { owner: '@privacy', review: 'DPR-114', expires: '2027-03-31', consent: 'analytics' },
};

/** A configuration with a source of truth, one mirror and one other signal. */
export function makeConfig(change: Partial<Parts> = {}): EgressSources {
  const now = { ...parts, ...change };
  const catalog = defineCatalog({
    version: now.version,
    dimensions: { role: now.roles },
    events: {
      item_created: defineEvent({
        ...shared,
        purpose: now.purpose,
        consent: now.consent,
        expires: now.expires,
        feature: 'items',
        surfaces: now.surfaces,
        fields: {
          kind: category(now.kinds),
          round: count({ max: now.round }),
          tookMs: duration(),
          isDraft: flag(),
          item: opaqueId(),
          note: freeText({ justification: 'Users explain why in their own words.', maxLength: now.noteLength }),
        },
      }),
      item_moved: defineEvent({ ...shared, feature: ['items', 'boards'], surfaces: ['page'], fields: {} }),
      item_removed: defineEvent({ ...shared, feature: 'items', surfaces: ['page'], fields: {} }),
    },
  });
  return {
    catalog,
    adapters: [
      deferred('clickhouse', sourceEgress),
      adapter('vendor', 'mirror', now.allow, now.egress),
      ...now.mirrors,
    ],
    signals: now.signals,
    gates: { vendor: now.gate },
  };
}
