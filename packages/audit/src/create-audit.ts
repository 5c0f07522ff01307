import { hostname } from 'node:os';
import { createLifecycle, isPlumblineError, noopLog, noopMeter, systemClock } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import type { ActionSpecs } from './action-spec.ts';
import type { Audit, AuditOptions } from './audit-types.ts';
import { createRecordBuilder } from './build-record.ts';
import { checkOptions } from './check-options.ts';
import { createCounts } from './counts.ts';
import { defaultRedactor } from './default-redactor.ts';
import { createDrain } from './drain.ts';
import { createLife } from './life.ts';
import { quietLog } from './quiet-log.ts';
import { createRecorder } from './recorder.ts';
import { fromSpoolLine } from './spool-line.ts';
import { createSpool, type Spool } from './spool.ts';
import { createTrailWatch } from './trail-watch.ts';

/**
 * Makes the audit trail of one service: typed records, a durable spool, and a store that is written behind it. Nothing is
 * opened before `start`; what is recorded earlier waits in memory. Throws PLB_OPTION_INVALID with all that is missing,
 * misspelt or wrong.
 */
export function createAudit<S extends ActionSpecs>(options: AuditOptions<S>): Audit<S> {
  checkOptions(options);
  const { actions, store, meter = noopMeter, clock = systemClock, strict = false } = options;
  const log = quietLog(options.log ?? noopLog);
  const { maxHeld = 10_000, drainIntervalMs = 200, maxBatch = 100, storeTimeoutMs = 10_000 } = options;
  const counts = createCounts(meter, (): Spool => spool);
  const spool = createSpool({
    directory: options.spoolDirectory,
    service: options.service.name,
    policy: options.onSpoolFailure ?? 'degrade',
    maxHeld,
    clock,
    log,
    ...(options.spool && { journal: options.spool }),
    onLost: counts.lost,
  });
  const drain = createDrain({
    spool,
    store,
    clock,
    log,
    intervalMs: drainIntervalMs,
    maxBatch,
    storeTimeoutMs,
    rowOfLine: fromSpoolLine,
    onStored: counts.stored,
    onUnreadable: (count) => counts.lost('corrupt', count),
    onFailure: counts.storeFailed,
  });
  const watch = createTrailWatch({ store, meter, clock, log, sealedHere: options.sealedHere ?? false });
  const life = createLife({ spool, drain, store, counts, watch, clock, log, storeTimeoutMs });
  const context = options.context ?? currentContext;
  const build = createRecordBuilder({
    service: options.service,
    instance: options.instance ?? hostname(),
    context,
    redactor: options.redactor ?? defaultRedactor(meter),
    clock,
  });
  const recorder = createRecorder({
    actions,
    build,
    context,
    spool,
    store,
    counts,
    log,
    strict,
    isClosed: life.isClosed,
    wake: drain.wake,
  });
  const lifecycle = createLifecycle({
    ...life.spec,
    onError: (error) =>
      log.error({ err: error, code: isPlumblineError(error) ? error.code : undefined }, 'audit failed'),
  });
  return {
    ...lifecycle,
    record: recorder.record,
    in: recorder.inTransaction,
    get pending() {
      return spool.pending;
    },
    snapshot: counts.snapshot,
  } as Audit<S>;
}
