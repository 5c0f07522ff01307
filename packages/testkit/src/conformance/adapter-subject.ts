import type { Adapter, Allowlist, DeferredAdapter, OutboundEvent, SendOutcome } from '@plumbline/core';
import type { DestinationFault } from '../http/destination-fault.ts';

/** Part of an event's envelope that a destination may or may not be sent. */
export type EnvelopeSlot = 'schemaVersion' | 'sessionId' | 'anonymousUserId' | 'orgIdHash' | 'routePattern';

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
  /**
   * Makes the destination fail from now on; `none` ends it. Throws for a fault that its protocol does not have, which
   * then stands in {@link AdapterTraits.skips}.
   */
  fail(how: DestinationFault): void | Promise<void>;
  /** Stops the destination. */
  stop(): Promise<void>;
}

/** What a check may be about: a fault, or the wish of a throttled destination to be left alone for a while. */
export type AdapterConcern = Exclude<DestinationFault, 'none'> | 'retry_after';

/** An answer that the protocol asks for where the contract would ask for another. */
export interface ExpectedOutcome {
  readonly kinds: readonly SendOutcome['kind'][];
  /** Where the protocol says so, for whoever reads the output. */
  readonly why: string;
}

/** What is known of an adapter before it runs. */
export interface AdapterTraits {
  /** What `fromEnv()` returns; undefined for an adapter that no variable switches on. */
  readonly deferred: DeferredAdapter | undefined;
  /** The slots that this destination is sent. A canary in any other slot must not arrive. */
  readonly envelope: readonly EnvelopeSlot[];
  /** An event and a field of it that the destination accepts. @default page_viewed, feature */
  readonly event?: Partial<OutboundEvent>;
  /**
   * What does not apply, and why: the reason is printed. The check runs all the same and has to fail, so that a skip
   * goes as soon as it is not needed.
   */
  readonly skips?: Readonly<Partial<Record<AdapterConcern, string>>>;
  /** Faults that the protocol judges in its own way. Printed too. */
  readonly expects?: Readonly<Partial<Record<AdapterConcern, ExpectedOutcome>>>;
}

/** One rule of the contract as a plain function that throws where it is broken. */
export interface AdapterCheck {
  readonly name: string;
  /** What a skip of it has to name; undefined for a rule without exceptions. */
  readonly concern?: AdapterConcern;
  run(subject: AdapterSubject, traits: AdapterTraits): Promise<void>;
}
