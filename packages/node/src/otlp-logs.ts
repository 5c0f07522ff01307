import type { OtelFromEnvironment } from '@plumbline/otel';

// Numbers of the OpenTelemetry log data model, "Severity Fields".
const SEVERITY: Readonly<Record<string, number>> = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };

/** Already in the record's own fields, or in the resource. */
const OWN: ReadonlySet<string> = new Set(['time', 'level', 'msg', 'service', 'trace_id', 'span_id']);

/** Whether log records have somewhere to go. Without it, no line is even read again. */
export function hasLogEndpoint({ otlp }: OtelFromEnvironment['options']): boolean {
  if (otlp?.signals?.includes('logs') === false) return false;
  return otlp?.logsEndpoint !== undefined || otlp?.endpoint !== undefined;
}

/** The copy of a finished, redacted log line as a record of OpenTelemetry. */
export function toLogRecord(line: string): {
  body: string;
  severityText: string;
  severityNumber: number;
  timestamp: number;
  attributes: Record<string, never>;
} {
  const fields = JSON.parse(line) as Record<string, unknown>;
  const level = String(fields['level']);
  return {
    body: String(fields['msg'] ?? ''),
    severityText: level,
    severityNumber: SEVERITY[level] ?? 0,
    timestamp: Date.parse(String(fields['time'])),
    attributes: Object.fromEntries(Object.entries(fields).filter(([name]) => !OWN.has(name))) as Record<string, never>,
  };
}
