import {
  type Context,
  context,
  type LogRecord,
  ROOT_CONTEXT,
  SeverityNumber,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { currentContext } from '@plumbline/core/context';
import type { LineRecord } from '@plumbline/logger';
import type { OtelFromEnvironment, PrometheusOptions } from '@plumbline/otel';
import { toAttributes } from './log-attributes.ts';

const SEVERITY: Readonly<Record<LineRecord['level'], SeverityNumber>> = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

/** Where the environment sends the signals of OpenTelemetry. */
export type OtlpEnvironment = OtelFromEnvironment['options'];

/** Whether a signal has somewhere to go. Without it, no log record is even made. */
export function hasEndpoint({ otlp }: OtlpEnvironment, signal: 'traces' | 'metrics' | 'logs'): boolean {
  if (otlp?.signals?.includes(signal) === false) return false;
  return otlp?.[`${signal}Endpoint`] !== undefined || otlp?.endpoint !== undefined;
}

/**
 * The context that a record stands under, which is where its IDs come from: those of its line, whatever is active. A line
 * that stands for many of several requests has none.
 */
function contextOf(traceId: unknown, spanId: unknown): Context {
  if (typeof traceId !== 'string' || typeof spanId !== 'string') return ROOT_CONTEXT;
  const active = context.active();
  const span = trace.getSpanContext(active);
  if (span?.spanId === spanId && span.traceId === traceId) return active;
  const traceFlags = currentContext()?.sampled === true ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags });
}

/** The scrape endpoint that configuration and environment ask for; a variable that turns metrics off turns it off too. */
export function scrapeOf(
  { metrics }: { readonly metrics?: { readonly prometheus?: PrometheusOptions } },
  { otlp, prometheus }: OtlpEnvironment,
): PrometheusOptions | undefined {
  if (prometheus) return { ...metrics?.prometheus, ...prometheus };
  return otlp?.signals?.includes('metrics') === false ? undefined : metrics?.prometheus;
}

/** The copy of a log line as a record of OpenTelemetry, which has the IDs of the trace itself. */
export function toLogRecord({ level, time, message, fields }: LineRecord): LogRecord {
  const { trace_id: traceId, span_id: spanId, ...own } = fields;
  return {
    context: contextOf(traceId, spanId),
    body: message,
    severityText: level,
    severityNumber: SEVERITY[level],
    timestamp: time,
    attributes: toAttributes(message, own),
  };
}
