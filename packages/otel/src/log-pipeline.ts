import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { keepCleanMarks } from './clean-record.ts';
import { dropListener } from './drop-meter.ts';
import { guardExporter } from './export-guard.ts';
import { openLogExporter } from './exporters.ts';
import { countRecords } from './item-processors.ts';
import { MAX_READ_LENGTH, redactLogRecord } from './redact-telemetry.ts';
import {
  batchConfig,
  failureCounter,
  type ItemPipeline,
  openLedger,
  type PipelineParts,
  redactAll,
} from './telemetry.ts';

/** Logs: a bounded batch queue, redaction before export. */
export function startLogs(parts: PipelineParts, url: string): ItemPipeline<LoggerProvider> {
  const { settings, resource, log } = parts;
  const inner = openLogExporter(url, settings.exporters.logs);
  const ledger = openLedger(parts, 'logs');
  const exporter = guardExporter(inner, {
    signal: 'logs',
    url,
    countFailure: failureCounter(parts, 'logs'),
    log,
    account: { ledger, sizeOf: ({ length }) => length },
    prepare: redactAll(parts, (redactor, record) => redactLogRecord(redactor, record, settings.limits.valueLength)),
  });
  const processor = new BatchLogRecordProcessor({
    exporter,
    ...batchConfig(settings.batches.logs),
    selfObsMeterProvider: dropListener(ledger),
  });
  const provider = new LoggerProvider({
    resource,
    processors: [keepCleanMarks(countRecords(processor, ledger))],
    logRecordLimits: { attributeValueLengthLimit: MAX_READ_LENGTH },
  });
  return { provider, ledger };
}
