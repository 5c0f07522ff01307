import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { openLogExporter } from './exporters.ts';
import { countRecords } from './item-processors.ts';
import { type CleanEntry, isReady, openCleanEntry } from './ready-record.ts';
import { MAX_READ_LENGTH, redactLogRecord } from './redact-telemetry.ts';
import { type ItemPipeline, openBatches, type PipelineParts } from './telemetry.ts';

/** Where log records go, and the short way for those that are redacted already. */
export interface LogPipeline extends ItemPipeline<LoggerProvider> {
  readonly emitClean: CleanEntry['emit'];
}

/** Logs: a bounded batch queue, redaction before export. */
export function startLogs(parts: PipelineParts, url: string): LogPipeline {
  const { settings, resource } = parts;
  const most = settings.limits.valueLength;
  const { ledger, batching } = openBatches(parts, {
    signal: 'logs',
    url,
    exporter: openLogExporter(url, settings.exporters.logs, parts.sockets.open()),
    redact: (redactor, record) => (isReady(record) ? record : redactLogRecord(redactor, record, most)),
  });
  const entry = openCleanEntry(countRecords(new BatchLogRecordProcessor(batching), ledger), most);
  const provider = new LoggerProvider({
    resource,
    processors: [entry.processor],
    logRecordLimits: { attributeValueLengthLimit: MAX_READ_LENGTH },
  });
  return { provider, ledger, emitClean: entry.emit };
}
