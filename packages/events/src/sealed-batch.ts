import type { OutboundEvent } from '@plumbline/core';

/** A batch as the queue holds it: its ID and members are fixed when it is sealed, for all destinations. */
export interface SealedBatch {
  readonly id: string;
  /** Members at sealing; stays when the memory is given back. */
  readonly size: number;
  readonly bytes: number;
  /** Empty once every destination is done with it or it was evicted. */
  events: readonly OutboundEvent[];
  /** Mirrors that are not done with it. */
  holders: number;
  /** Whether it was taken from mirrors that were too far behind. */
  evicted: boolean;
}
