import {
  context,
  createNoopMeter,
  type Logger,
  logs,
  type LogRecord,
  type Meter,
  metrics,
  type MeterProvider as ApiMeterProvider,
  propagation,
  ProxyTracerProvider,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { DEFAULT_SHUTDOWN_MS, type FlushOptions, PlumblineError, withDeadline } from '@plumbline/core';
import { createContextManager } from './context-manager.ts';
import type { EndingMeter } from './ending-meter.ts';
import {
  checkInstrumentations,
  doubledFaults,
  enableInstrumentations,
  type Instrumentation,
} from './instrumentations.ts';
import { readOptions, type StartOtelOptions } from './options.ts';
import { type Propagator, registerPropagator } from './propagation.ts';
import { findApiCopy, findFaults, type OtelFault, type Registration } from './self-check.ts';
import { emptyItems, type ItemTally } from './item-ledger.ts';
import type { Pipelines } from './pipelines.ts';
import { endPipelines, settled } from './pipeline-end.ts';

/** What the emitter of a log record knows of it. */
export interface EmitLogOptions {
  /** The record went through a redactor of the same policy: it is not redacted again. @default false */
  readonly clean?: boolean;
}

/** OpenTelemetry as it runs in this process. */
export interface Otel {
  /** A meter; without an endpoint for metrics, one that measures nothing. */
  meter(name: string): Meter;
  /** A meter whose series end with `end()`, and are in no collection for which `isLive` says no; others last as long as the process. */
  endingMeter(name: string, isLive: () => boolean): EndingMeter;
  /** A tracer; without an endpoint for traces, the API's own that records nothing. */
  tracer(name: string): Tracer;
  /** Sends one log record, with the active trace. It never throws; without an endpoint for logs it does nothing. */
  emitLog(record: LogRecord, options?: EmitLogOptions): void;
  /** Whether telemetry can arrive as things are now. Empty is good. */
  selfCheck(): readonly OtelFault[];
  /** Sends what waits, within the time. False when something failed, was lost meanwhile or the time ran out. It never rejects. */
  flush(options?: FlushOptions): Promise<boolean>;
  /**
   * Sends what waits, stops, and takes the globals back, within the time. Metrics go last, so that they tell of what the
   * shutdown itself lost. False when something failed, was lost or the time ran out. Once; it never rejects.
   */
  shutdown(options?: FlushOptions): Promise<boolean>;
  /** What became of the spans and log records since the start. After a shutdown nothing is pending. */
  tally(): Readonly<Record<'traces' | 'logs', ItemTally>>;
}

/** What the SDK's providers have in common. */
interface Provider {
  forceFlush(): Promise<void>;
}

// One SDK per process, also where two copies of this package are installed.
const STARTED: unique symbol = Symbol.for('plumbline.otel.started.1');
const holder = globalThis as { [STARTED]?: boolean };

/** Without any endpoint no part of the SDK is loaded. */
async function startPipelines(options: StartOtelOptions): Promise<Pipelines> {
  const settings = readOptions(options);
  const { traces, metrics: metricsUrl, logs: logsUrl } = settings.endpoints;
  if ((traces ?? metricsUrl ?? logsUrl ?? settings.prometheus) === undefined) return {};
  const { openPipelines } = await import('./pipelines.ts');
  return openPipelines(options, settings);
}

/** Makes the pipelines the globals of the API. */
function register(pipelines: Pipelines, propagator: Propagator | undefined): readonly Registration[] {
  const { tracerProvider, meterProvider, loggerProvider } = pipelines;
  const manager = createContextManager();
  context.setGlobalContextManager(manager);
  const probe = context.active().setValue(STARTED, true);
  const found: Registration[] = [
    { name: 'context', isOurs: () => manager.with(probe, () => context.active() === probe) },
    ...registerPropagator(propagator),
  ];
  if (tracerProvider) {
    trace.setGlobalTracerProvider(tracerProvider);
    const isOurs = (): boolean => {
      const provider = trace.getTracerProvider();
      return provider instanceof ProxyTracerProvider && provider.getDelegate() === tracerProvider;
    };
    found.push({ name: 'traces', isOurs });
  }
  if (meterProvider) {
    metrics.setGlobalMeterProvider(meterProvider);
    found.push({ name: 'metrics', isOurs: () => metrics.getMeterProvider() === (meterProvider as ApiMeterProvider) });
  }
  if (loggerProvider) {
    logs.setGlobalLoggerProvider(loggerProvider);
    found.push({ name: 'logs', isOurs: () => logs.getLoggerProvider() === loggerProvider });
  }
  return found;
}

/** Takes back what is ours and leaves what somebody else registered. */
function unregister(registrations: readonly Registration[]): void {
  const globals = { context, propagation, traces: trace, metrics, logs };
  for (const { name, isOurs } of registrations) if (isOurs()) globals[name].disable();
}

/** What is there to be checked. */
interface Started {
  readonly pipelines: Pipelines;
  readonly registrations: readonly Registration[];
  readonly instrumentations: readonly Instrumentation[];
  /** What was found out once, at the start. */
  readonly faults: readonly OtelFault[];
}

/** Spans and log records that were lost since the start, for whatever reason. */
const lostIn = ({ ledgers = {} }: Pipelines): number =>
  Object.values(ledgers)
    .flatMap((ledger) => Object.values(ledger.tally().lost))
    .reduce((sum, count) => sum + count, 0);

function createOtel({ pipelines, registrations, instrumentations, faults }: Started): Otel {
  const { tracerProvider, meterProvider, loggerProvider, emitClean } = pipelines;
  const providers = [tracerProvider, loggerProvider, meterProvider].filter(
    (provider) => provider !== undefined,
  ) as readonly Provider[];
  const logger: Logger | undefined = loggerProvider?.getLogger('@plumbline/otel');
  const run = (work: (provider: Provider) => Promise<void>, options?: FlushOptions): Promise<boolean> =>
    withDeadline(settled(providers.map(work)), options?.timeoutMs ?? DEFAULT_SHUTDOWN_MS, () => false);
  let stopping: Promise<boolean> | undefined;
  return {
    meter: (name) => pipelines.meter?.(name) ?? createNoopMeter(),
    endingMeter: (name, isLive) =>
      pipelines.openEndingMeter?.(name, isLive) ?? { meter: createNoopMeter(), end: () => undefined },
    tracer: (name) => tracerProvider?.getTracer(name) ?? trace.getTracer(name),
    emitLog(record, { clean = false } = {}) {
      try {
        if (!logger) return;
        if (clean) emitClean?.(logger, record);
        else logger.emit(record);
      } catch {
        // A record that cannot be read must not end the request that logged it.
      }
    },
    selfCheck: () => (stopping ? [] : [...findFaults(registrations), ...faults, ...doubledFaults(instrumentations)]),
    async flush(options) {
      // Batches of log records end well however their export ended: what was lost meanwhile says more.
      const before = lostIn(pipelines);
      const sent = await run((provider) => provider.forceFlush(), options);
      return sent && lostIn(pipelines) === before;
    },
    shutdown(options) {
      stopping ??= endPipelines(pipelines, options?.timeoutMs ?? DEFAULT_SHUTDOWN_MS).finally(() => {
        for (const instrumentation of instrumentations) instrumentation.disable();
        unregister(registrations);
        holder[STARTED] = false;
      });
      return stopping;
    },
    tally: () => ({
      traces: pipelines.ledgers?.traces?.tally() ?? emptyItems,
      logs: pipelines.ledgers?.logs?.tally() ?? emptyItems,
    }),
  };
}

/**
 * Starts OpenTelemetry: traces, metrics and logs over OTLP, each only where it has an endpoint. Without any, nothing is
 * loaded, opened or sent, and meters and tracers measure nothing. Spans and log records are redacted before they leave.
 *
 * @throws PLB_OTEL_OPTION with every wrong option; PLB_LIFECYCLE_STARTED while another one runs in this process.
 */
export async function startOtel(options: StartOtelOptions): Promise<Otel> {
  readOptions(options);
  if (holder[STARTED] === true) {
    throw new PlumblineError('PLB_LIFECYCLE_STARTED', 'startOtel: OpenTelemetry runs already in this process');
  }
  holder[STARTED] = true;
  try {
    const pipelines = await startPipelines(options);
    const registrations = register(pipelines, options.propagator);
    const { instrumentations = [] } = options;
    enableInstrumentations(instrumentations, pipelines);
    // Where the globals are somebody else's, the copies of the API are named already.
    const copies = findFaults(registrations).length > 0 ? [] : findApiCopy();
    const faults = [...copies, ...(await checkInstrumentations(instrumentations))];
    return createOtel({ pipelines, registrations, instrumentations, faults });
  } catch (error) {
    holder[STARTED] = false;
    throw error;
  }
}
