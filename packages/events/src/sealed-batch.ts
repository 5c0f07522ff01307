import type { OutboundEvent } from '@plumbline/core';

/** Events that go together: ID and members are fixed before the first attempt, for all destinations. */
export interface Batch {
  readonly id: string;
  readonly size: number;
  readonly events: readonly OutboundEvent[];
  /** The events as text; undefined where one of them cannot be written. Asking for it may make it. */
  readonly rows?: readonly string[] | undefined;
  /** The same as bytes, as with `rows`. */
  readonly pieces?: readonly Uint8Array[] | undefined;
  /** Whether the text is there and the events would have to be made of it. */
  readonly written?: boolean;
}

/** A batch as the queue in memory holds it. */
export interface SealedBatch extends Batch {
  readonly bytes: number;
  /** Mirrors that are not done with it. */
  holders: number;
  /** Whether it was taken from mirrors that were too far behind. */
  evicted: boolean;
}
