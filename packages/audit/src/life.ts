import {
  type Clock,
  type DropCounts,
  type LifecycleSpec,
  type Log,
  PlumblineError,
  type Tally,
  type Timer,
  toError,
  withDeadline,
} from '@plumbline/core';
import type { AuditStore, StoreFinding } from './audit-store.ts';
import type { Counts } from './counts.ts';
import type { Drain } from './drain.ts';
import type { Spool } from './spool.ts';
import type { TrailWatch } from './trail-watch.ts';

/**
 * How often a living process looks for spools of dead ones, which a replica that never restarts must not strand, and takes
 * what was stored out of its own one.
 */
const ADOPT_EVERY_MS = 60_000;

export interface LifeOptions {
  readonly spool: Spool;
  readonly drain: Drain;
  readonly store: AuditStore;
  readonly counts: Counts;
  readonly watch: TrailWatch;
  readonly clock: Clock;
  readonly log: Log;
  readonly storeTimeoutMs: number;
}

export interface Life {
  readonly spec: Required<Pick<LifecycleSpec, 'start' | 'flush' | 'shutdown'>>;
  readonly isClosed: () => boolean;
}

/** A store with the wrong schema ends the start; one that cannot be reached does not, since the spool holds what it misses. */
async function checkStore({ store, log, storeTimeoutMs }: LifeOptions): Promise<void> {
  let findings: readonly StoreFinding[];
  try {
    const late = (): readonly StoreFinding[] => [
      { severity: 'warning', what: 'The audit store does not answer.', fix: 'Check the connection.' },
    ];
    findings = await withDeadline(store.check(), storeTimeoutMs, late);
  } catch (error) {
    log.warn(
      { err: toError(error), code: 'PLB_AUDIT_STORE' },
      'audit store cannot be reached; records wait in the spool',
    );
    return;
  }
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (errors.length > 0) {
    const what = `${store.kind}: ${errors.map((finding) => finding.what).join(' ')}`;
    throw new PlumblineError('PLB_AUDIT_STORE', what, { fix: errors.map((finding) => finding.fix).join(' ') });
  }
  for (const { what, fix } of findings) log.warn({ code: 'PLB_AUDIT_STORE', what, fix }, 'audit store needs attention');
}

/** Start, flush and shutdown of an audit. */
export function createLife(options: LifeOptions): Life {
  const { spool, drain, store, counts, watch, clock, log } = options;
  let closed = false;
  let timer: Timer | undefined;

  const adoptLater = (): void => {
    timer = clock.after(ADOPT_EVERY_MS, () => {
      void adoptAgain();
    });
  };
  const adoptAgain = async (): Promise<void> => {
    try {
      await spool.adopt();
    } catch (error) {
      log.error(
        { err: toError(error), code: 'PLB_AUDIT_SPOOL' },
        'audit spools of ended processes cannot be taken over',
      );
    }
    if (closed) return;
    await spool.rotate();
    if (closed) return;
    if (spool.pending > 0) drain.wake();
    adoptLater();
  };
  const tally = (): Tally => {
    const { stored, pending, lost } = counts.snapshot();
    return { delivered: stored, lost: lossesOf(lost), pending };
  };
  const flush = async (timeoutMs: number): Promise<Tally> => {
    // A drain under way may have passed what was recorded since, so one that begins now follows it.
    const drained = drain.run().then(() => (spool.pending > 0 ? drain.run() : true));
    const work = drained.then(() => spool.rotate());
    await withDeadline(work, timeoutMs, () => undefined);
    return tally();
  };
  return {
    isClosed: () => closed,
    spec: {
      async start() {
        await checkStore(options);
        await spool.open();
        counts.observe();
        watch.begin();
        if (spool.pending > 0) drain.wake();
        adoptLater();
      },
      flush,
      async shutdown(timeoutMs) {
        closed = true;
        timer?.cancel();
        const watched = watch.end();
        await flush(timeoutMs);
        counts.unobserve();
        // A store that is asked after it was closed opens again.
        await withDeadline(Promise.all([drain.stop(), watched]), 0, () => undefined);
        await spool.close();
        await store.close?.();
        return tally();
      },
    },
  };
}

function lossesOf({
  memory_full: full = 0,
  shutdown = 0,
  corrupt = 0,
}: ReturnType<Counts['snapshot']>['lost']): DropCounts {
  return {
    ...(full > 0 && { queue_full: full }),
    ...(shutdown > 0 && { shutdown_deadline: shutdown }),
    ...(corrupt > 0 && { malformed: corrupt }),
  };
}
