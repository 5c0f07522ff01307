import type { OutboundEvent } from './outbound.ts';

/** An address that is called. */
export interface EgressEndpoint {
  /** A literal origin, or `env:NAME` where a variable gives it, which a third party's may not. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /**
   * Whose account behind the address it goes to, where a key decides that; several where it may be any of them. Each is
   * `sha256:` and 16 or more hex digits of the key's SHA-256, `site:NAME` where a public name decides it, or `env:NAME`
   * where a variable gives either. Never the key itself, public or not: a lockfile is committed. @default not said
   */
  readonly accounts?: readonly string[];
}

/** A key that the vendor's client sends of its own accord. */
export interface EgressAddition {
  /** JSON path in the body, `[]` for a list: `batch[].properties.$lib`. */
  readonly key: string;
  readonly type: string;
  /** What it says, in words for a reviewer. */
  readonly what: string;
}

/** A slot of the envelope that is sent, and in which form. */
export interface EgressSlot {
  readonly slot: Exclude<keyof OutboundEvent, 'payload'>;
  /** The vendor's key for it. */
  readonly as: string;
  readonly transform: 'identity' | 'iso-time' | 'sha256' | 'count' | 'synthetic-url';
}

/**
 * What leaves through an adapter besides the allowlisted payload: the source of its lines in the egress lockfile. It is
 * the same on every machine, so it depends on the options in code and never on the environment.
 */
export interface EgressDeclaration {
  readonly party: 'first-party' | 'third-party';
  readonly endpoints: readonly EgressEndpoint[];
  /** Names of all headers that are sent, lower case; with `=value` only where the value is constant and harmless. */
  readonly headers: readonly string[];
  readonly sdkAdds: readonly EgressAddition[];
  readonly envelope: readonly EgressSlot[];
  /** Where a field of the payload arrives, `{field}` for its name: `properties.{field}`. */
  readonly payloadAs: string;
  /** `counted`: no single event leaves, only numbers with listed fields as labels. @default 'each' */
  readonly events?: 'each' | 'counted';
  /** How long the destination keeps it, in words: `173d`, `vendor`, `none`. */
  readonly retention: string;
  /** Whether it can forget one person; `none-kept`: it keeps nothing by which one could be found. */
  readonly erasure: 'supported' | 'none-kept' | 'not-possible';
}
