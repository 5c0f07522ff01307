import { type LogRecord, SeverityNumber } from '@opentelemetry/api';
import type { LineRecord } from '@plumbline/logger';
import type { OtelFromEnvironment } from '@plumbline/otel';

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

/** The copy of a log line as a record of OpenTelemetry, which has the IDs of the trace itself. */
export function toLogRecord({ level, time, message, fields }: LineRecord): LogRecord {
  const { trace_id: _traceId, span_id: _spanId, ...attributes } = fields;
  return {
    body: message,
    severityText: level,
    severityNumber: SEVERITY[level],
    timestamp: time,
    attributes,
  };
}
