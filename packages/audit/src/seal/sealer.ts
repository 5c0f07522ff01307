import {
  createLifecycle,
  type ErrorCode,
  isPlumblineError,
  PlumblineError,
  type Tally,
  type Timer,
  toError,
  withDeadline,
} from '@plumbline/core';
import { reasonOf } from './seal-writer.ts';
import { createSealerCounts } from './sealer-counts.ts';
import { completeOptions, type CompleteOptions } from './sealer-options.ts';
import type { Sealer, SealerOptions } from './sealer-types.ts';
import { createSealing, type RoundEnd } from './sealing.ts';

/** Doubles from the interval to this, each time shortened by a random part. */
const MOST_PAUSE_MS = 30_000;
/** What time does not mend, or what nobody wants to be left alone. */
const REFUSES: ReadonlySet<ErrorCode> = new Set(['PLB_AUDIT_KEY', 'PLB_AUDIT_SEAL', 'PLB_AUDIT_STORE']);

function pauseAfter(
  end: RoundEnd | 'failed',
  { everyMs, leaseMs }: Pick<CompleteOptions, 'everyMs' | 'leaseMs'>,
  failures: number,
): number {
  // While another sealer is at work, it is enough to notice in time that it no longer is.
  if (end === 'aside') return Math.max(everyMs, leaseMs / 2);
  if (end !== 'failed') return everyMs;
  const most = Math.max(everyMs, Math.min(MOST_PAUSE_MS, everyMs * 2 ** failures));
  return most / 2 + Math.random() * (most / 2);
}

/** Rejects where sealing could never work; a store that cannot be reached now is only told of. */
async function checkAtStart(check: Promise<void>, { leaseMs, log }: CompleteOptions): Promise<void> {
  const checked = check.then(() => true);
  const inTime = await withDeadline(checked, leaseMs / 2, () => false).catch((error: unknown) => {
    if (isPlumblineError(error) && REFUSES.has(error.code)) throw error;
    log.warn({ err: toError(error), code: 'PLB_AUDIT_STORE' }, 'store of seals cannot be reached; asked again later');
    return true;
  });
  if (!inTime) log.warn({ code: 'PLB_AUDIT_STORE' }, 'store of seals does not answer; asked again later');
}

/**
 * Makes the sealer of one trail. Several may run: a lease lets one at a time add seals, another takes over within `leaseMs`
 * when the first one ends, and what a sealer does after it lost its lease the store refuses. Give it a process,
 * a database role and a key of its own; in the process of the application it is for development, where whoever reads the
 * application's memory may know the key. Throws PLB_OPTION_INVALID.
 */
export function createSealer(options: SealerOptions): Sealer {
  const complete = completeOptions(options);
  const { clock, log } = complete;
  const counts = createSealerCounts(complete.meter);
  const sealing = createSealing(complete, counts);
  let failures = 0;
  let started = false;
  let closed = false;
  let timer: Timer | undefined;

  const failed = (error: unknown): void => {
    counts.failed(reasonOf(error));
    failures += 1;
    // Once per outage: the counter tells how it goes on.
    if (failures > 1) return;
    const code = isPlumblineError(error) ? error.code : 'PLB_AUDIT_SEAL';
    log.error({ err: toError(error), code }, 'audit records cannot be sealed; they wait');
  };
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new PlumblineError('PLB_LIFECYCLE_CLOSED', 'the sealer was shut down');
    try {
      return await work();
    } catch (error) {
      counts.failed(reasonOf(error));
      throw error;
    }
  };
  const round = async (): Promise<RoundEnd | 'failed'> => {
    try {
      const end = await sealing.round();
      if (failures > 0) log.info('audit records are sealed again');
      failures = 0;
      return end;
    } catch (error) {
      failed(error);
      return 'failed';
    }
  };
  const schedule = (ms: number): void => {
    if (closed) return;
    timer = clock.after(ms, () => void round().then((end) => schedule(pauseAfter(end, complete, failures))));
  };
  const tally = (): Tally => {
    const { records, waiting } = counts.snapshot();
    return { delivered: records, lost: {}, pending: waiting };
  };
  const lifecycle = createLifecycle({
    async start() {
      if (closed) throw new PlumblineError('PLB_LIFECYCLE_CLOSED', 'the sealer was shut down');
      await checkAtStart(sealing.check(), complete);
      counts.observe();
      started = true;
      schedule(0);
    },
    async flush(timeoutMs) {
      await withDeadline(round(), timeoutMs, () => 'failed');
      return tally();
    },
    async shutdown(timeoutMs) {
      closed = true;
      timer?.cancel();
      const last = started ? round() : Promise.resolve();
      await withDeadline(
        last.then(() => sealing.idle()),
        timeoutMs,
        () => undefined,
      );
      sealing.stop();
      counts.unobserve();
      return tally();
    },
    onError: (error) => log.error({ err: error }, 'sealer failed'),
  });
  return {
    ...lifecycle,
    publicKeys: [...complete.publicKeys, complete.signer.publicKey],
    sealNow: () => counted(sealing.sealNow),
    seal: (content) => counted(() => sealing.seal(content)),
    rotate: (next) => counted(() => sealing.rotate(next)),
    snapshot: counts.snapshot,
  };
}
