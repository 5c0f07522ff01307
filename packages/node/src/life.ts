import {
  addTallies,
  DEFAULT_SHUTDOWN_MS,
  emptyTally,
  type FlushOptions,
  type Lifecycle,
  systemClock,
  type Tally,
  wait,
  withDeadline,
} from '@plumbline/core';
import type { Health } from '@plumbline/health';
import type { Logger } from '@plumbline/logger';
import type { Metrics } from '@plumbline/metrics';
import type { GaugeSampler } from '@plumbline/metrics/gauges';
import type { Otel } from '@plumbline/otel';
import type { HttpBinding } from '@plumbline/trace';
import { drain } from './drain.ts';
import { createShutdownSequence, type ShutdownHooks, type ShutdownSequence } from './shutdown-hooks.ts';

type Sender = Pick<Lifecycle, 'flush' | 'shutdown'>;

/** What runs, filled in while it starts: whatever is there when a later part fails is stopped again. */
export interface Running {
  otel?: Otel;
  logger?: Logger;
  health?: Health;
  binding?: HttpBinding;
  gauges?: GaugeSampler | undefined;
  metrics?: Pick<Metrics, 'shutdown'>;
  /** Audit trail, events, error tracker: what accepts things and has to account for them. */
  readonly senders: Sender[];
}

// Shares of the time that is left, so that one destination that hangs leaves the next part its turn.
const SENDERS_SHARE = 0.6;
const OTEL_SHARE = 0.9;
/** A part is told a little less than it is given, to count what it could not finish. */
const TOLD_SHARE = 0.95;

async function stopSender(sender: Sender, ms: number): Promise<Tally> {
  const tally = await withDeadline<Tally | undefined>(
    sender.shutdown({ timeoutMs: ms * TOLD_SHARE }),
    ms,
    () => undefined,
  );
  return tally ?? sender.flush({ timeoutMs: 0 });
}

/** Says how it ended. What a destination does not list was never to go there: no loss, and no warning. */
function reportTally(logger: Running['logger'], { delivered, pending, lost: all }: Tally, cutOff: number): void {
  const { not_allowed: notListed, ...lost } = all;
  const counts = {
    delivered,
    pending,
    ...(notListed !== undefined && { not_listed: notListed }),
    ...(cutOff > 0 && { requests_cut_off: cutOff }),
  };
  const accounted = 'all accepted events, errors and audit records are accounted for';
  if (Object.keys(lost).length > 0)
    logger?.warn({ ...counts, lost }, 'shut down; some of what was accepted never arrived');
  else if (cutOff > 0) logger?.warn(counts, `shut down; requests that still ran were cut off; ${accounted}`);
  else logger?.info(counts, `shut down; ${accounted}`);
}

/**
 * Stops the parts: senders at once, then OpenTelemetry, whose last collection reports how they ended, then the log.
 * It never rejects.
 */
export async function stopParts(running: Running, timeoutMs: number, cutOff: number = 0): Promise<Tally> {
  const deadline = performance.now() + timeoutMs;
  const left = (share: number): number => Math.max(1, (deadline - performance.now()) * share);
  const { otel, logger, health, binding, gauges, metrics, senders } = running;
  health?.close();
  const ms = left(SENDERS_SHARE);
  // Its lease is given back while senders send: another replica samples from then on.
  const handedOver = gauges?.shutdown({ timeoutMs: ms });
  const tallies = await Promise.all(senders.map((sender) => stopSender(sender, ms).catch(() => emptyTally)));
  await handedOver;
  const tally = addTallies(tallies);
  reportTally(logger, tally, cutOff);
  const sent = (await otel?.shutdown({ timeoutMs: left(OTEL_SHARE) })) ?? true;
  if (!sent) logger?.warn('not all telemetry was sent before the deadline');
  // After the last collection: until then the process beats.
  metrics?.shutdown();
  binding?.unbind();
  logger?.flush();
  return tally;
}

/** Spans and log records that were lost since the start, by signal. */
function lostItems(otel: Otel): Readonly<Record<'traces' | 'logs', number>> {
  const { traces, logs } = otel.tally();
  const count = ({ lost }: typeof traces): number => Object.values(lost).reduce((sum, one) => sum + one, 0);
  return { traces: count(traces), logs: count(logs) };
}

/** Sends telemetry, and says what did not arrive: the tally of a flush has no place for it, and an export of records fails in silence. */
async function flushTelemetry(otel: Otel, logger: Running['logger'], timeoutMs: number): Promise<void> {
  const before = lostItems(otel);
  const sent = await otel.flush({ timeoutMs });
  const now = lostItems(otel);
  const lost = { traces: now.traces - before.traces, logs: now.logs - before.logs };
  if (!sent || lost.traces + lost.logs > 0) logger?.warn({ lost }, 'not all telemetry was sent by this flush');
}

/** Sends what waits, all within one deadline. */
export async function flushParts({ senders, otel, logger }: Running, timeoutMs: number): Promise<Tally> {
  const deadline = performance.now() + timeoutMs;
  const tallies = await Promise.all(senders.map((sender) => sender.flush({ timeoutMs })));
  if (otel) await flushTelemetry(otel, logger, Math.max(1, deadline - performance.now()));
  return addTallies(tallies);
}

/** The life of what `start` returns. */
export interface Life extends Omit<Lifecycle, 'start'> {
  onShutdown(hooks: ShutdownHooks): void;
  /** Shutdown by a signal. Where nobody else listens to it the process ends with it: no server is needed any longer. */
  readonly end: (signal: NodeJS.Signals, isOurs: boolean) => Promise<Tally>;
}

/** How one shutdown goes. */
interface Stop {
  readonly timeoutMs: number;
  /** Time before all of it, in which servers take requests and readiness says no. */
  readonly drainMs?: number;
  readonly closesServers?: boolean;
}

async function stopAll(
  running: Running,
  sequence: ShutdownSequence,
  { timeoutMs, drainMs = 0, closesServers = false }: Stop,
): Promise<Tally> {
  running.health?.drain();
  if (drainMs > 0) {
    running.logger?.info({ drain_ms: drainMs }, 'readiness is false; requests are served until the drain is over');
    await wait(systemClock, drainMs, { keepAlive: true });
  }
  const deadline = performance.now() + timeoutMs;
  const left = (): number => Math.max(1, deadline - performance.now());
  const hooks = sequence.before();
  const cutOff = await drain(running, hooks, timeoutMs, closesServers);
  const tally = await stopParts(running, left(), cutOff);
  // Hooks that still run may use the time that telemetry did not need; those of requests that were cut off never end.
  if (cutOff === 0) await withDeadline(hooks, left(), () => undefined);
  await withDeadline(sequence.after(), left(), () => undefined);
  return tally;
}

/** Somebody else who hears of SIGTERM may close the server at once, and then nobody is told anything. */
const OTHER_LISTENER =
  'something else listens to SIGTERM, too: the drain serves requests only where that does not close the server; close it in `onShutdown({ before })`';

/**
 * Shutdown once: readiness false, at SIGTERM the time of `drainMs`, then within one deadline the requests that run, telemetry,
 * and what telemetry needed. It never rejects.
 */
export function createLife(
  running: Running & { readonly logger: Logger },
  options: { readonly shutdownTimeoutMs?: number; readonly drainMs?: number; readonly onEnd: () => void },
): Life {
  const { drainMs = 0, onEnd, shutdownTimeoutMs = DEFAULT_SHUTDOWN_MS } = options;
  const sequence = createShutdownSequence(running.logger);
  let stopping: Promise<Tally> | undefined;
  const stop = (how: Stop): Promise<Tally> => {
    stopping ??= stopAll(running, sequence, how).finally(onEnd);
    return stopping;
  };
  const shutdown = ({ timeoutMs = shutdownTimeoutMs }: FlushOptions = {}): Promise<Tally> => stop({ timeoutMs });
  return {
    shutdown,
    end(signal, isOurs) {
      const drains = signal === 'SIGTERM' && drainMs > 0;
      if (drains && !isOurs && stopping === undefined) running.logger.warn({ drain_ms: drainMs }, OTHER_LISTENER);
      return stop({ timeoutMs: shutdownTimeoutMs, closesServers: isOurs, ...(drains && { drainMs }) });
    },
    flush: ({ timeoutMs = shutdownTimeoutMs } = {}) => flushParts(running, timeoutMs),
    onShutdown: (hooks) => sequence.add(hooks),
    [Symbol.asyncDispose]: async () => void (await shutdown()),
  };
}
