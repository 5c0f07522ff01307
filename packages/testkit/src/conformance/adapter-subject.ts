import type { Adapter, Allowlist, DeferredAdapter, OutboundEvent } from '@plumbline/core';

/** Part of an event's envelope that a destination may or may not be sent. */
export type EnvelopeSlot = 'schemaVersion' | 'sessionId' | 'anonymousUserId' | 'orgIdHash' | 'routePattern';

/** How the destination behaves from now on. */
export type DestinationFault =
  /** As it should. */
  | 'none'
  /** Too busy: 503, or what the protocol has for it. */
  | 'busy'
  /** The connection is cut after the request was read; nothing is stored. */
  | 'cut'
  /** The request is read and never answered; nothing is stored. */
  | 'hang'
  /** The request is refused for good: 400, or what the protocol has for it. */
  | 'refuse';

/** What the suite passes to {@link AdapterSubject.create}; hand all of it on to the factory. */
export interface SubjectOptions {
  readonly allow: Allowlist;
  readonly sendTimeoutMs: number;
}

/** One adapter on its real client, with a destination of its own on this machine. Made anew for every check. */
export interface AdapterSubject {
  /** Makes the adapter, and nothing more. The suite opens and closes it. */
  create(options: SubjectOptions): Adapter;
  /** Everything that reached the destination so far, request by request, unpacked: path, headers and body as text. */
  received(): readonly string[] | Promise<readonly string[]>;
  /** IDs of the events that the destination has stored, as often as it stored them. */
  storedIds(): readonly string[] | Promise<readonly string[]>;
  fail(how: DestinationFault): void;
  /** Stops the destination. */
  stop(): Promise<void>;
}

/** What is known of an adapter before it runs. */
export interface AdapterTraits {
  /** What `fromEnv()` returns; undefined for an adapter that no variable switches on. */
  readonly deferred: DeferredAdapter | undefined;
  /** The slots that this destination is sent. A canary in any other slot must not arrive. */
  readonly envelope: readonly EnvelopeSlot[];
  /** An event and a field of it that the destination accepts. @default page_viewed, feature */
  readonly event?: Partial<OutboundEvent>;
}

/** One rule of the contract as a plain function that throws where it is broken. */
export interface AdapterCheck {
  readonly name: string;
  run(subject: AdapterSubject, traits: AdapterTraits): Promise<void>;
}
