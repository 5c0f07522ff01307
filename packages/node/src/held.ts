import type { EventsSnapshot } from '@plumbline/events';
import type { Logger } from '@plumbline/logger';
import type { Otel } from '@plumbline/otel';
import type { HttpBinding } from '@plumbline/trace';

interface Holders {
  readonly otel?: Otel;
  readonly binding?: HttpBinding;
  readonly events?: { snapshot(): EventsSnapshot };
}

/** What is in memory alone and has not ended or arrived, by kind; none where there is nothing of it. */
function heldBy({ otel, binding, events }: Holders): Readonly<Record<string, number>> {
  const { traces, logs } = otel?.tally() ?? {};
  const destinations = Object.values(events?.snapshot().destinations ?? {});
  const counts = {
    requests: binding?.running() ?? 0,
    spans: traces?.pending ?? 0,
    log_records: logs?.pending ?? 0,
    events: Math.max(0, ...destinations.map(({ pending }) => pending)),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/**
 * Says what goes down with a process that `process.exit()` ends before the shutdown has: nothing can wait any longer, and
 * elsewhere nothing would tell. Where nothing is lost, nothing is said.
 */
export function reportHeld(holders: Holders, logger: Logger): void {
  const held = heldBy(holders);
  if (Object.keys(held).length === 0) return;
  logger.warn(
    { held },
    'process.exit() ended the process before all was sent; await plumbline.shutdown() before it, also in your own listeners of signals',
  );
  logger.flush();
}
