import { type FlushOptions, type Tally, withDeadline } from '@plumbline/core';
import type { Logger } from '@plumbline/logger';
import type { Otel } from '@plumbline/otel';
import type { HttpBinding } from '@plumbline/trace';

/** What draining needs of the parts that run. */
export interface Draining {
  readonly otel?: Otel;
  readonly logger?: Logger;
  readonly binding?: HttpBinding;
  readonly senders: readonly { flush(options: FlushOptions): Promise<Tally> }[];
}

/** Time of a shutdown that draining may not use up: without it, what the drained requests recorded would be lost. */
const RESERVE_MS = 1_500;

/** The part of the reserve that is kept for what is said of requests that are cut off. */
const LAST_SHARE = 0.4;

/** Sends what there is, and leaves requests that still run the time that this did not need. What runs then is cut off. */
async function outlast({ otel, binding, senders }: Draining, drained: Promise<unknown>, ms: number): Promise<number> {
  const deadline = performance.now() + ms;
  const timeoutMs = ms;
  await Promise.all([...senders.map((sender) => sender.flush({ timeoutMs })), otel?.flush({ timeoutMs })]);
  await withDeadline(drained, Math.max(1, deadline - performance.now()), () => undefined);
  return binding?.cutOff() ?? 0;
}

/**
 * Waits until the hooks have run and no request does, and says how many requests were cut off because the time ended
 * first. `hooks` may go on after that.
 */
export async function drain(
  parts: Draining,
  hooks: Promise<void>,
  timeoutMs: number,
  closes: boolean,
): Promise<number> {
  const { logger, binding } = parts;
  const deadline = performance.now() + timeoutMs;
  const drained = hooks.then(async () => {
    if (closes) binding?.closeServers();
    await binding?.settled();
    return true;
  });
  const reserve = Math.min(RESERVE_MS, timeoutMs / 2);
  if (await withDeadline(drained, timeoutMs - reserve, () => false)) return 0;
  const requests = binding?.running() ?? 0;
  logger?.warn({ requests }, 'requests or hooks still run; telemetry is flushed without waiting longer');
  if (requests === 0) return 0;
  return outlast(parts, drained, Math.max(1, (deadline - performance.now()) * (1 - LAST_SHARE)));
}
