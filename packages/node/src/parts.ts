import path from 'node:path';
import { type AuditActions, type AuditStore, createAudit } from '@plumbline/audit';
import { sqliteStore } from '@plumbline/audit/sqlite';
import { createCounter, type Meter, type PlumblineConfig } from '@plumbline/core';
import { createIdentify, createPseudonymizer, newTraceId, type Pseudonymizer } from '@plumbline/core/context';
import { createEvents, type Events } from '@plumbline/events';
import { createIngest, type Ingest } from '@plumbline/events/ingest';
import { createHealth, type Health } from '@plumbline/health';
import { createLogger, type Logger } from '@plumbline/logger';
import { createMetrics, type Metrics } from '@plumbline/metrics';
import { type Otel, startOtel } from '@plumbline/otel';
import { createRedactor, type Redactor } from '@plumbline/redact';
import { type Catalog, defineCatalog } from '@plumbline/schema';
import { type ErrorReporter, startSentry } from '@plumbline/sentry';
import { createLateLog } from './late-log.ts';
import type { ResolvedOptions } from './options.ts';
import { hasLogEndpoint, toLogRecord } from './otlp-logs.ts';
import type { LiveOptions } from './plumbline.ts';

/** What every maker of a part below is given. */
export interface Setting {
  readonly config: PlumblineConfig<Catalog | undefined, AuditActions | undefined>;
  readonly resolved: ResolvedOptions;
  readonly live: LiveOptions;
}

type Sink = 'log' | 'span' | 'error' | 'audit';

const DEFAULT_SPOOL = path.join('.plumbline', 'audit');

/** One redaction policy for every text sink, counted by sink. */
function redactorFor(sink: Sink, meter: () => Meter): Redactor {
  let counter: ReturnType<typeof createCounter> | undefined;
  return createRedactor({
    onRedact: ({ rule }) => {
      counter ??= createCounter(meter(), 'plumbline.redactions');
      counter.add(1, { rule, sink });
    },
  });
}

/** OpenTelemetry first, so that every other part has a meter; its own messages wait for the logger. */
export async function makeTelemetry({
  config,
  resolved,
  live,
}: Setting): Promise<{ otel: Otel; meter: Meter; logger: Logger }> {
  const late = createLateLog();
  const { options } = resolved.otel;
  let meter: Meter | undefined;
  const otel = await startOtel({
    ...options,
    sampleRatio: options.sampleRatio ?? config.trace?.sampleRatio ?? 0.1,
    service: { ...config.service, environment: resolved.environment, ...options.service },
    redactor: redactorFor('span', () => meter ?? otel.meter('@plumbline/node')),
    log: late.log,
  });
  meter = otel.meter('@plumbline/node');
  const logger = createLogger({
    service: config.service.name,
    level: resolved.preset.LOG_LEVEL ?? config.logs?.level ?? 'info',
    meter,
    ...(live.logDestination !== undefined && { destination: live.logDestination }),
    ...(hasLogEndpoint(options) && { onLine: (line: string) => otel.emitLog(toLogRecord(line)) }),
  });
  late.attach(logger);
  return { otel, meter, logger };
}

/** Hashes IDs under the configured key; without one, under a key that dies with the process. */
export const makePseudonymizer = ({ resolved }: Setting): Pseudonymizer =>
  createPseudonymizer(resolved.identityKey ?? newTraceId() + newTraceId());

export function makeIdentify(
  { resolved }: Setting,
  meter: Meter,
  pseudonymizer: Pseudonymizer,
): ReturnType<typeof createIdentify> {
  const misuse = createCounter(meter, 'plumbline.identity.misuse');
  return createIdentify({ pseudonymizer, strict: !resolved.production, onMissing: () => misuse.add(1) });
}

export const makeSentry = ({ config, resolved }: Setting, meter: Meter, logger: Logger): Promise<ErrorReporter> =>
  startSentry({
    dsn: resolved.preset.SENTRY_DSN,
    environment: resolved.environment,
    release: config.service.version,
    redactor: redactorFor('error', () => meter),
    meter,
    log: logger,
  });

const NO_CATALOG = defineCatalog({ version: '2026-01-none-v1', events: {} });

/** The catalog of the configuration, or an empty one: then nothing can be captured. */
export const catalogOf = ({ config }: Setting): Catalog => config.catalog ?? NO_CATALOG;

export const makeMetrics = (setting: Setting, meter: Meter, logger: Logger): Metrics =>
  createMetrics({
    meter,
    log: logger,
    catalogActions: Object.keys(catalogOf(setting).events),
    ...(setting.config.metrics?.dependencies && { dependencies: setting.config.metrics.dependencies }),
    ...(setting.config.metrics?.jobs && { jobs: setting.config.metrics.jobs }),
  });

interface EventsParts {
  readonly meter: Meter;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly pseudonymizer: Pseudonymizer;
}

export function makeEvents(
  setting: Setting,
  { meter, logger, metrics, pseudonymizer }: EventsParts,
): { events: Events; ingest: Ingest } {
  const { config, resolved } = setting;
  const { adapters: _adapters, ...bounds } = config.events ?? {};
  const catalog = catalogOf(setting);
  const events = createEvents({
    ...bounds,
    catalog,
    adapters: resolved.adapters,
    pseudonymizer,
    meter,
    log: logger,
    debug: resolved.preset.PLUMBLINE_EVENTS_DEBUG === '1',
    usage: metrics.usage,
  });
  return { events, ingest: createIngest({ catalog, events, meter, log: logger }) };
}

/** The audit trail; undefined where the configuration declares no actions. */
export function makeAudit(
  { config, resolved, live }: Setting,
  meter: Meter,
  logger: Logger,
): ReturnType<typeof createAudit> | undefined {
  if (config.audit?.actions === undefined) return undefined;
  const spoolDirectory = resolved.preset.PLUMBLINE_AUDIT_SPOOL_DIR ?? config.audit.spoolDirectory ?? DEFAULT_SPOOL;
  return createAudit({
    actions: config.audit.actions,
    store: live.audit?.store ?? defaultStore(spoolDirectory),
    spoolDirectory,
    service: config.service,
    redactor: redactorFor('audit', () => meter),
    meter,
    log: logger,
    strict: !resolved.production,
  });
}

const defaultStore = (directory: string): AuditStore => sqliteStore({ path: path.join(directory, 'audit.sqlite') });

export const makeHealth = ({ resolved, live }: Setting, meter: Meter, logger: Logger): Health =>
  createHealth({
    meter,
    log: logger,
    checks: live.checks ?? {},
    ...(resolved.preset.PLUMBLINE_HEALTH_TOKEN !== undefined && { token: resolved.preset.PLUMBLINE_HEALTH_TOKEN }),
  });
