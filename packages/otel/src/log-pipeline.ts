import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { keepCleanMarks } from './clean-record.ts';
import { openLogExporter } from './exporters.ts';
import { countRecords } from './item-processors.ts';
import { MAX_READ_LENGTH, redactLogRecord } from './redact-telemetry.ts';
import { type ItemPipeline, openBatches, type PipelineParts } from './telemetry.ts';

/** Logs: a bounded batch queue, redaction before export. */
export function startLogs(parts: PipelineParts, url: string): ItemPipeline<LoggerProvider> {
  const { settings, resource } = parts;
  const { ledger, batching } = openBatches(parts, {
    signal: 'logs',
    url,
    exporter: openLogExporter(url, settings.exporters.logs),
    redact: (redactor, record) => redactLogRecord(redactor, record, settings.limits.valueLength),
  });
  const processor = new BatchLogRecordProcessor(batching);
  const provider = new LoggerProvider({
    resource,
    processors: [keepCleanMarks(countRecords(processor, ledger))],
    logRecordLimits: { attributeValueLengthLimit: MAX_READ_LENGTH },
  });
  return { provider, ledger };
}
