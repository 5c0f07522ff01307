import { createCounter, type Meter, toError, withDeadline } from '@plumbline/core';
import { createPseudonymizer, newTraceId, type Pseudonymizer } from '@plumbline/core/context';
import type { Events } from '@plumbline/events';
import { createHealth, type Health } from '@plumbline/health';
import { createLogger, type Logger, logRequest } from '@plumbline/logger';
import { createMetrics, type Metrics } from '@plumbline/metrics';
import { type Otel, startOtel } from '@plumbline/otel';
import { createIdRedactor, createRedactor, type Redactor } from '@plumbline/redact';
import { errorId, type ErrorReporter, startSentry } from '@plumbline/sentry';
import { bindHttp, type HttpBinding, noteErrorId } from '@plumbline/trace';
import { createAbsentEvents } from './absent-events.ts';
import { detachAdapter, detachedClock } from './detached.ts';
import type { LateLog } from './late-log.ts';
import type { ResolvedOptions } from './options.ts';
import { hasEndpoint, toLogRecord, scrapeOf } from './otlp.ts';
import { type AnyConfig, healthOptions, metricsOptions } from './part-options.ts';
import type { LiveOptions } from './plumbline.ts';
import { createRequestEnds, type RequestEnds } from './request-ends.ts';
import type { RequestOptions } from './request-options.ts';

/** What every maker of a part below is given. */
export interface Setting {
  readonly config: AnyConfig;
  readonly resolved: ResolvedOptions;
  readonly live: LiveOptions;
}

/** What most parts need of those before them. */
export interface Base {
  readonly meter: Meter;
  readonly logger: Logger;
  readonly ends: RequestEnds;
}

/** What most parts are made with, once there is a log. */
export const makeBase = (meter: Meter, logger: Logger): Base => ({
  meter,
  logger,
  ends: createRequestEnds((summary) => logRequest(logger, summary)),
});

/** One redaction policy for every text sink, counted by sink. */
export function redactorFor(sink: 'span' | 'error' | 'audit', meter: () => Meter): Redactor {
  let counter: ReturnType<typeof createCounter> | undefined;
  return createRedactor({
    onRedact: ({ rule }) => {
      counter ??= createCounter(meter(), 'plumbline.redactions');
      counter.add(1, { rule, sink });
    },
  });
}

/** OpenTelemetry comes first, so that every other part has a meter; its own messages wait for the logger. */
export async function makeOtel({ config, resolved, live }: Setting, late: LateLog): Promise<Otel> {
  const { options } = resolved.otel;
  const prometheus = scrapeOf(config, options);
  const otel: Otel = await startOtel({
    ...options,
    ...(prometheus && { prometheus }),
    sampleRatio: options.sampleRatio ?? config.trace?.sampleRatio ?? 0.1,
    ...(config.trace?.keep && { keep: config.trace.keep }),
    service: { ...config.service, environment: resolved.environment, ...options.service },
    redactor: redactorFor('span', () => otel.meter('@plumbline/node')),
    log: late.log,
    ...(live.instrumentations && { instrumentations: live.instrumentations }),
  });
  return otel;
}

/** What a line of an error is found by in the error tracker stands on the span as well. Whoever logs may go on. */
function nameFault(error: unknown): string {
  const id = errorId(error);
  noteErrorId(error, id, { loggedOnly: true });
  return id;
}

export function makeLogger({ config, resolved, live }: Setting, otel: Otel, meter: Meter): Logger {
  const { level = 'info', levels, ...logs } = config.logs ?? {};
  return createLogger({
    ...logs,
    service: config.service.name,
    levels: { '*': level, ...levels, ...resolved.preset.LOG_LEVEL },
    meter,
    errorId: nameFault,
    ...(live.logDestination !== undefined && { destination: live.logDestination }),
    // The logger's redactor has the same policy as the one of OpenTelemetry: both have none of their own.
    ...(hasEndpoint(resolved.otel.options, 'logs') && {
      onLine: (_line, record) => otel.emitLog(toLogRecord(record), { clean: true }),
    }),
  });
}

/** Hashes IDs under the configured key; without one, under a key that dies with the process. */
export const makePseudonymizer = ({ resolved }: Setting): Pseudonymizer =>
  createPseudonymizer(resolved.identityKey ?? newTraceId() + newTraceId());

export const makeSentry = ({ config, resolved }: Setting, { meter, logger }: Base): Promise<ErrorReporter> =>
  startSentry({
    ...config.errors,
    dsn: resolved.preset.SENTRY_DSN,
    environment: resolved.environment,
    release: config.service.version,
    // Without a tracker nothing is redacted for it.
    ...(resolved.preset.SENTRY_DSN !== undefined && { redactor: redactorFor('error', () => meter) }),
    meter,
    log: logger,
  });

export const makeMetrics = ({ config }: Setting, { meter, logger }: Base): Metrics =>
  createMetrics({ ...metricsOptions(config), meter, log: logger });

/** Product events; what stands in for them where the configuration does not speak of them loads nothing. */
export const makeEvents = (
  { config, resolved }: Setting,
  { meter, logger: log }: Base,
  use: { readonly metrics: Metrics; readonly pseudonymizer: Pseudonymizer },
): Events =>
  resolved.events === undefined
    ? createAbsentEvents({ log, meter, strict: resolved.strict })
    : resolved.events.createConfiguredEvents(config, {
        adapters: resolved.adapters.map(detachAdapter),
        preset: resolved.preset,
        pseudonymizer: use.pseudonymizer,
        usage: use.metrics.usage,
        strict: resolved.strict,
        clock: detachedClock,
        meter,
        log,
      });

export const makeHealth = ({ resolved, live }: Setting, { meter, logger }: Base): Health =>
  createHealth({ ...healthOptions(live, resolved.preset), meter, log: logger });

const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz', '/healthz']);

/** Probes come every few seconds and say nothing about users: they get IDs, and no span, duration or summary line. */
export const requestOptions = ({ meter, logger, ends }: Base): RequestOptions => ({
  meter,
  log: logger,
  ignore: (path) => PROBES.has(path),
  onRequestEnd: ends.tell,
});

export const makeBinding = ({ config, resolved }: Setting, base: Base): HttpBinding =>
  bindHttp({
    ...requestOptions(base),
    propagateTo: resolved.propagateTo,
    http2Client: config.trace?.http2Client ?? false,
    redactId: createIdRedactor(),
  });

/** An event store that is slow to open must not hold up the service; events wait in their queue. */
const OPEN_WAIT_MS = 3_000;

/** Opens the destinations of events. What can never work fails the start; what comes later than that is logged. */
export async function openEvents(events: Events, { logger }: Base): Promise<void> {
  const opening = events.start();
  const opened = opening.then(() => true);
  if (await withDeadline(opened, OPEN_WAIT_MS, () => false)) return;
  logger.warn('event destinations do not answer yet; events wait in memory');
  opening.catch((error: unknown) => logger.error({ err: toError(error) }, 'event destination cannot be opened'));
}
