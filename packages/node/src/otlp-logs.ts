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

/** Whether log records have somewhere to go. Without it, no record is even made. */
export function hasLogEndpoint({ otlp }: OtelFromEnvironment['options']): boolean {
  if (otlp?.signals?.includes('logs') === false) return false;
  return otlp?.logsEndpoint !== undefined || otlp?.endpoint !== undefined;
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
