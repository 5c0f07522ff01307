import type { Clock } from '@plumbline/core';

/** A moment by both of the replica's clocks. */
export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

/** Whether this replica may still believe that it holds a lease. */
export interface Tenure {
  isLive(): boolean;
  /** The lease was renewed by a bid that was sent at this moment. */
  renew(asked: Moment, ttlMs: number): void;
  end(): void;
}

export const momentOf = (clock: Clock): Moment => ({ monotonic: clock.monotonic(), wall: clock.now() });

/**
 * The replica's own view of its lease. It is shorter than the database's, as it counts from the sending of a bid, so that a
 * process that was frozen, or is cut off from the database, knows by itself that it is over. Both clocks have to agree: the
 * monotonic one stands still while the machine sleeps, and the other one can be set back.
 */
export function createTenure(clock: Clock): Tenure {
  let until: Moment = { monotonic: -Infinity, wall: -Infinity };
  return {
    isLive: () => clock.monotonic() < until.monotonic && clock.now() < until.wall,
    renew: (asked, ttlMs) => {
      until = { monotonic: asked.monotonic + ttlMs, wall: asked.wall + ttlMs };
    },
    end: () => {
      until = { monotonic: -Infinity, wall: -Infinity };
    },
  };
}
