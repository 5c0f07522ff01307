import type { AuditActions } from '@plumbline/audit';
import {
  addTallies,
  DEFAULT_SHUTDOWN_MS,
  emptyTally,
  type PlumblineConfig,
  type Tally,
  toError,
  withDeadline,
} from '@plumbline/core';
import { runJob } from '@plumbline/core/context';
import { logRequest } from '@plumbline/logger';
import type { Dependencies } from '@plumbline/metrics';
import type { Catalog } from '@plumbline/schema';
import { errorId } from '@plumbline/sentry';
import { bindHttp, errorBody } from '@plumbline/trace';
import { createDisabledAudit } from './disabled-audit.ts';
import { resolveOptions } from './options.ts';
import {
  makeAudit,
  makeEvents,
  makeHealth,
  makeIdentify,
  makeMetrics,
  makePseudonymizer,
  makeSentry,
  makeTelemetry,
  type Setting,
} from './parts.ts';
import type { LiveOptions, Plumbline } from './plumbline.ts';
import { createShutdownSequence, installSignals } from './shutdown.ts';

/** A part gets the time that is left, and this much more to count what it could not finish. */
const GRACE_MS = 100;

/** Undoes what was started, in reverse. */
type Undo = (timeoutMs: number) => Promise<Tally | undefined>;

/**
 * Starts the whole baseline: logs, request context, OpenTelemetry, error tracking, health, audit and product events. What
 * has no destination stays absent. Call it before the server listens; import order does not matter.
 *
 * @throws PLB_CONFIG_INVALID with every fault of the configuration and the environment at once, before anything is opened;
 * what a later failure had started is stopped again.
 */
export async function start<
  C extends Catalog | undefined = undefined,
  A extends AuditActions | undefined = undefined,
  D extends Dependencies = Dependencies,
  J extends string = string,
>(config: PlumblineConfig<C, A, D, J>, live: LiveOptions = {}): Promise<Plumbline<C, A, D, J>> {
  const environment = live.environment ?? process.env;
  const resolved = resolveOptions(config, environment);
  const setting: Setting = { config: config as Setting['config'], resolved, live };
  const undo: Undo[] = [];
  try {
    return (await assemble(setting, undo)) as unknown as Plumbline<C, A, D, J>;
  } catch (error) {
    await undoAll(undo, DEFAULT_SHUTDOWN_MS);
    throw error;
  }
}

async function assemble(setting: Setting, undo: Undo[]): Promise<Plumbline> {
  const { resolved, live } = setting;
  const { otel, meter, logger } = await makeTelemetry(setting);
  undo.push(async () => void logger.flush());
  undo.push(async (timeoutMs) => void (await otel.shutdown({ timeoutMs })));
  for (const warning of resolved.warnings) logger.warn(warning);
  const sentry = await makeSentry(setting, meter, logger);
  undo.push(async (timeoutMs) => void (await sentry.shutdown({ timeoutMs })));
  const metrics = makeMetrics(setting, meter, logger);
  const pseudonymizer = makePseudonymizer(setting);
  const audit = makeAudit(setting, meter, logger);
  if (audit) {
    await audit.start();
    undo.push((timeoutMs) => audit.shutdown({ timeoutMs }));
  }
  const { events, ingest } = makeEvents(setting, { meter, logger, metrics, pseudonymizer });
  await events.start();
  undo.push((timeoutMs) => events.shutdown({ timeoutMs }));
  const health = makeHealth(setting, meter, logger);
  undo.push(async () => void health.close());
  const binding = bindHttp({
    propagateTo: setting.config.trace?.propagateTo ?? [],
    meter,
    log: logger,
    onRequestEnd: (summary) => logRequest(logger, summary),
  });
  undo.push(async () => void binding.unbind());
  for (const fault of otel.selfCheck()) logger.error({ code: fault.code, fix: fault.fix }, fault.what);
  const life = createLife({ undo, health, logger, live, flush: [events, ...(audit ? [audit] : [])], otel });
  return {
    ...life,
    logger,
    events,
    audit: audit ?? createDisabledAudit(logger),
    identify: makeIdentify(setting, meter, pseudonymizer),
    metrics,
    health,
    ingest,
    runJob,
    errorBody,
    captureError(error) {
      const id = errorId(error);
      logger.error({ err: toError(error), error_id: id }, 'unhandled error');
      sentry.captureError(error);
      return id;
    },
  };
}

interface LifeParts {
  readonly undo: readonly Undo[];
  readonly health: Plumbline['health'];
  readonly logger: Plumbline['logger'];
  readonly live: LiveOptions;
  readonly flush: readonly Pick<Plumbline['events'], 'flush'>[];
  readonly otel: { flush(options: { timeoutMs: number }): Promise<boolean> };
}

type Life = Pick<Plumbline, 'flush' | 'shutdown' | 'onShutdown' | typeof Symbol.asyncDispose>;

/** Shutdown: readiness false, the application's own part, telemetry within one deadline, then what telemetry needed. */
function createLife({ undo, health, logger, live, flush, otel }: LifeParts): Life {
  const sequence = createShutdownSequence(logger);
  let stopping: Promise<Tally> | undefined;
  let removeSignals: (() => void) | undefined;
  const shutdown = (options: { readonly timeoutMs?: number } = {}): Promise<Tally> => {
    stopping ??= (async () => {
      health.drain();
      await sequence.before();
      const tally = await undoAll(undo, options.timeoutMs ?? DEFAULT_SHUTDOWN_MS);
      await sequence.after();
      removeSignals?.();
      return tally;
    })();
    return stopping;
  };
  if (live.signals !== false) removeSignals = installSignals(shutdown);
  return {
    shutdown,
    async flush(options = {}) {
      const timeoutMs = options.timeoutMs ?? DEFAULT_SHUTDOWN_MS;
      const tallies = await Promise.all(flush.map((part) => part.flush({ timeoutMs })));
      await otel.flush({ timeoutMs });
      return addTallies(tallies);
    },
    onShutdown: (hooks) => sequence.add(hooks),
    [Symbol.asyncDispose]: async () => void (await shutdown()),
  };
}

/** Runs every undo in reverse within one deadline; what hangs or fails costs the others nothing but time. */
async function undoAll(undo: readonly Undo[], timeoutMs: number): Promise<Tally> {
  const deadline = performance.now() + timeoutMs;
  const tallies: Tally[] = [];
  for (const step of undo.toReversed()) {
    const left = Math.max(0, deadline - performance.now());
    const tally = await withDeadline(step(left), left + GRACE_MS, () => undefined).catch(() => undefined);
    tallies.push(tally ?? emptyTally);
  }
  return addTallies(tallies);
}
