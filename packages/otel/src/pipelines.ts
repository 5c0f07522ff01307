import { createNoopMeter, type Meter } from '@opentelemetry/api';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import type { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { TracerProvider } from '@opentelemetry/sdk-trace';
import { noopLog } from '@plumbline/core';
import { createRedactor } from '@plumbline/redact';
import type { OpenEndingMeter } from './ending-meter.ts';
import { type LogPipeline, startLogs } from './log-pipeline.ts';
import { startMetrics } from './metric-pipeline.ts';
import type { OtelSettings, StartOtelOptions } from './options.ts';
import { createExportSockets } from './export-sockets.ts';
import type { EndingPipelines } from './pipeline-end.ts';
import { resourceAttributes } from './resource.ts';
import { startTraces } from './trace-pipeline.ts';

/** What runs; all of it is absent where nothing was started. */
export interface Pipelines extends EndingPipelines {
  readonly meterProvider?: MeterProvider | undefined;
  /** Meters of that provider, whose instruments of the signal table cost less. */
  readonly meter?: ((name: string) => Meter) | undefined;
  readonly openEndingMeter?: OpenEndingMeter | undefined;
  readonly tracerProvider?: TracerProvider | undefined;
  readonly loggerProvider?: LoggerProvider | undefined;
  /** The way of a record that is redacted already. */
  readonly emitClean?: LogPipeline['emitClean'] | undefined;
}

/**
 * Starts each signal that has an endpoint. All three are in one file with what sends them: one that is not configured is
 * read and never run, which costs less than a file for each.
 */
export async function openPipelines(options: StartOtelOptions, settings: OtelSettings): Promise<Pipelines> {
  const { traces, metrics, logs } = settings.endpoints;
  const attributes = resourceAttributes(options.service, options.resourceAttributes);
  const resource = defaultResource().merge(resourceFromAttributes(attributes));
  const { redactor = createRedactor(), log = noopLog } = options;
  const sockets = createExportSockets();
  const shared = { settings, resource, redactor, log, sockets };
  const isMeasured = metrics !== undefined || settings.prometheus !== undefined;
  const metering = isMeasured ? await startMetrics(shared, metrics, options.views) : undefined;
  const meterProvider = metering?.provider;
  const parts = { ...shared, meters: meterProvider ?? { getMeter: createNoopMeter } };
  const tracing = traces === undefined ? undefined : await startTraces(parts, traces);
  const logging = logs === undefined ? undefined : startLogs(parts, logs);
  const ledgers = { ...(tracing && { traces: tracing.ledger }), ...(logging && { logs: logging.ledger }) };
  return {
    meterProvider,
    meter: metering?.meter,
    openEndingMeter: metering?.openEndingMeter,
    tracerProvider: tracing?.provider,
    loggerProvider: logging?.provider,
    emitClean: logging?.emitClean,
    ledgers,
    sockets,
    log,
  };
}
