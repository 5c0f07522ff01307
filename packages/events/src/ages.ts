import type { Clock } from '@plumbline/core';
import type { Delivery } from './deliver.ts';
import type { Spool } from './spool/spool.ts';

/** How long events on disk have waited. */
export interface Ages {
  /** Told before each event that goes to disk. */
  readonly begin: () => void;
  /** Milliseconds for which the oldest has waited for a destination; 0 when none does, and without a spool. */
  readonly ofOldest: (delivery: Delivery) => number;
}

interface AgesOptions {
  readonly clock: Clock;
  readonly deliveries: readonly Delivery[];
  readonly spool: () => Spool | undefined;
  readonly pendingOf: (settled: number, recovered: number) => number;
}

/**
 * The journal knows the oldest line that was not read, and lines of the spool's own may stand unread for as long as nobody
 * captures anything. So no event is older than the one before which none waited.
 */
export function createAges({ clock, deliveries, spool, pendingOf }: AgesOptions): Ages {
  const since = new Map<Delivery, number>();
  const waits = ({ counter }: Delivery): boolean => pendingOf(counter.settled, counter.recovered) > 0;
  return {
    begin() {
      for (const delivery of deliveries) if (!waits(delivery)) since.set(delivery, clock.now());
    },
    ofOldest(delivery) {
      const unread = waits(delivery) ? spool()?.oldestAt(delivery.label) : undefined;
      return unread === undefined ? 0 : Math.max(0, clock.now() - Math.max(unread, since.get(delivery) ?? 0));
    },
  };
}
