import type { OutboundEvent } from './outbound.ts';

/** A stretch of time, by when events happened. */
export interface EventRange {
  /** Milliseconds since the epoch; what happened then is in it. */
  readonly from: number;
  /** Milliseconds since the epoch; what happened then is not in it. */
  readonly to: number;
}

/** Pages of stored events, each event once, in an order that is the same every time. */
export type EventPages = AsyncIterable<readonly OutboundEvent[]>;
