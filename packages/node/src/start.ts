import type { AuditActions } from '@plumbline/audit';
import { DEFAULT_SHUTDOWN_MS, isPlumblineError, type PlumblineConfig, PlumblineError, toError } from '@plumbline/core';
import type { Dependencies } from '@plumbline/metrics';
import type { Catalog } from '@plumbline/schema';
import { errorId } from '@plumbline/sentry';
import { runTracedJob } from '@plumbline/trace';
import { createCaptureError } from './capture-error.ts';
import { createDisabledAudit } from './disabled-audit.ts';
import { permit, type Permitted, watchEnds } from './egress.ts';
import { createErrorBody } from './error-body.ts';
import { reportHeld } from './held.ts';
import { createLateLog } from './late-log.ts';
import { createLife, type Life, type Running, stopParts } from './life.ts';
import { makeAudit } from './make-audit.ts';
import { makeGauges } from './make-gauges.ts';
import { makeIdentify } from './make-identify.ts';
import { makeIngest } from './make-ingest.ts';
import { resolveOptions } from './options.ts';
import {
  makeBase,
  makeBinding,
  makeEvents,
  makeHealth,
  makeLogger,
  makeMetrics,
  makeOtel,
  makePseudonymizer,
  makeSentry,
  openEvents,
  requestOptions,
  type Setting,
} from './parts.ts';
import type { LiveOptions, Plumbline } from './plumbline.ts';
import { hookProcess } from './process-hooks.ts';
import { withRequestOptions } from './request-options.ts';
import { reportFaults } from './self-check.ts';
import { watchRequests } from './watch-requests.ts';

/**
 * Starts the whole baseline: logs, request context, OpenTelemetry, error tracking, health, audit and product events. What
 * has no destination stays absent. Call it before the server listens; import order does not matter.
 *
 * @throws PLB_CONFIG_INVALID with every fault of the configuration and the environment at once, and PLB_EGRESS_LOCK_MISSING,
 * PLB_EGRESS_LOCK_DIFFERS or PLB_EGRESS_LOCK_INVALID where the egress lockfile does not allow what would leave, all before
 * anything is opened; PLB_LIFECYCLE_STARTED while another one runs in this process. What a later failure had started is stopped again.
 */
export async function start<
  C extends Catalog | undefined = undefined,
  A extends AuditActions | undefined = undefined,
  D extends Dependencies = Dependencies,
  J extends string = string,
>(config: PlumblineConfig<C, A, D, J>, live: LiveOptions = {}): Promise<Plumbline<C, A, D, J>> {
  // The parts know catalog and actions by their contracts; only the result is typed by this very configuration.
  const untyped = config as Setting['config'];
  const resolved = await resolveOptions(untyped, live?.environment ?? process.env, live);
  const permitted = await permit(untyped, resolved);
  const setting = { config: untyped, resolved: { ...resolved, ...within(resolved, permitted) }, live };
  const running: Running = { senders: [] };
  try {
    return (await assemble(setting, permitted, running)) as unknown as Plumbline<C, A, D, J>;
  } catch (error) {
    await stopParts(running, DEFAULT_SHUTDOWN_MS);
    throw error;
  }
}

const within = (
  { notices }: Pick<Permitted, 'notices'>,
  permitted: Permitted,
): Pick<Permitted, 'adapters' | 'notices'> => ({
  adapters: permitted.adapters,
  notices: [...notices, ...permitted.notices],
});

/** Whoever called `start` twice has never heard of the part that noticed. */
function nameStart(cause: unknown): never {
  if (!isPlumblineError(cause) || cause.code !== 'PLB_LIFECYCLE_STARTED') throw cause;
  throw new PlumblineError('PLB_LIFECYCLE_STARTED', 'start: Plumbline runs already in this process', { cause });
}

async function assemble(setting: Setting, { ends }: Permitted, running: Running): Promise<Plumbline> {
  const late = createLateLog();
  const otel = (running.otel = await makeOtel(setting, late).catch(nameStart));
  const meter = otel.meter('@plumbline/node');
  const logger = (running.logger = makeLogger(setting, otel, meter));
  late.attach(logger);
  const base = makeBase(meter, logger);
  watchEnds(meter, ends);
  // Before what takes long: Next takes requests while the start still waits for destinations.
  running.binding = makeBinding(setting, base);
  for (const { level, fields, message } of setting.resolved.notices) logger[level](fields, message);
  const sentry = await makeSentry(setting, base);
  running.senders.push(sentry);
  const metrics = (running.metrics = makeMetrics(setting, base));
  const pseudonymizer = makePseudonymizer(setting);
  const trail = await makeAudit(setting, base);
  if (trail) {
    // A start that fails may have opened something, so what is about to start counts as running.
    running.senders.push(trail.life);
    await trail.audit.start();
  }
  const events = makeEvents(setting, base, { metrics, pseudonymizer });
  running.senders.push(events);
  await openEvents(events, base);
  running.gauges = await makeGauges(setting, base, otel);
  const health = (running.health = makeHealth(setting, base));
  await reportFaults(otel, logger);
  const plumbline: Plumbline = {
    ...live({ ...running, logger }, events, setting),
    logger,
    events,
    audit: watchRequests(setting, base, { audit: trail?.audit ?? createDisabledAudit(logger, meter), running }),
    identify: makeIdentify(setting, base, pseudonymizer),
    metrics,
    health,
    ingest: makeIngest(setting, base, events),
    runJob: runTracedJob,
    errorBody: createErrorBody(logger),
    captureError: createCaptureError(logger, sentry),
  };
  return withRequestOptions(plumbline, requestOptions(base));
}

/** Shutdown, and the ends of the process that lead to it. */
function live(
  running: Running & { readonly logger: Plumbline['logger'] },
  events: Plumbline['events'],
  { config, live: { signals, shutdownTimeoutMs = config.shutdown?.timeoutMs } }: Setting,
): Omit<Life, 'end'> {
  const { logger } = running;
  const drainMs = config.shutdown?.drainMs;
  let unhook = (): void => undefined;
  const { end, ...life } = createLife(running, {
    ...(shutdownTimeoutMs !== undefined && { shutdownTimeoutMs }),
    ...(drainMs !== undefined && { drainMs }),
    onEnd: () => unhook(),
  });
  if (signals !== false) {
    unhook = hookProcess({
      end,
      shutdown: () => life.shutdown(),
      onCutShort: () => reportHeld({ ...running, events }, logger),
      onCrash: (error, origin) =>
        logger.fatal({ err: toError(error), error_id: errorId(error), origin }, 'uncaught exception'),
    });
  }
  return life;
}
