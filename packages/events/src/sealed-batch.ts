import type { OutboundEvent } from '@plumbline/core';

/** A batch as the queue holds it: its ID and members are fixed when it is sealed, for all destinations. */
export interface SealedBatch {
  readonly id: string;
  readonly size: number;
  readonly bytes: number;
  readonly events: readonly OutboundEvent[];
  /** Mirrors that are not done with it. */
  holders: number;
  /** Whether it was taken from mirrors that were too far behind. */
  evicted: boolean;
}
