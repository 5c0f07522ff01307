import { type LogRecord, SeverityNumber } from '@opentelemetry/api';
import type { OtelFromEnvironment } from '@plumbline/otel';

const SEVERITY: Readonly<Record<string, SeverityNumber>> = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

/** Already in the record's own fields, or in the resource. */
const OWN: ReadonlySet<string> = new Set(['time', 'level', 'msg', 'service', 'trace_id', 'span_id']);

/** Whether log records have somewhere to go. Without it, no line is even read again. */
export function hasLogEndpoint({ otlp }: OtelFromEnvironment['options']): boolean {
  if (otlp?.signals?.includes('logs') === false) return false;
  return otlp?.logsEndpoint !== undefined || otlp?.endpoint !== undefined;
}

/** The copy of a finished, redacted log line as a record of OpenTelemetry. */
export function toLogRecord(line: string): LogRecord {
  const fields = JSON.parse(line) as Record<string, NonNullable<LogRecord['attributes']>[string]>;
  const { level, msg, time } = fields;
  const severityText = typeof level === 'string' ? level : '';
  return {
    body: typeof msg === 'string' ? msg : '',
    severityText,
    severityNumber: SEVERITY[severityText] ?? SeverityNumber.UNSPECIFIED,
    timestamp: Date.parse(String(time)),
    attributes: Object.fromEntries(Object.entries(fields).filter(([name]) => !OWN.has(name))),
  };
}
