import type { ExportResult } from '@opentelemetry/core';
import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import type { IExporterMetricsHelper, ISerializer } from '@opentelemetry/otlp-transformer';
import type { BatchSignal } from './batch-options.ts';
import type { ExporterSockets } from './export-sockets.ts';
import type { ExporterSettings } from './otlp-options.ts';

/** How an export ended. */
export interface ItemResult extends ExportResult {
  /** Items that the collector took the request of and refused, which OTLP calls a partial success. */
  readonly rejected?: number;
}

/** Sends one batch per call, with the repetitions that OTLP allows. */
export interface ItemExporter<Batch> {
  export(batch: Batch, done: (result: ItemResult) => void): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** What makes a request of a batch. */
export interface ItemFormat<Batch> {
  readonly serializer: ISerializer<Batch, unknown>;
  readonly helper: IExporterMetricsHelper<Batch>;
  readonly sockets: ExporterSockets;
}

const CONTENT_TYPES = { 'http/protobuf': 'application/x-protobuf', 'http/json': 'application/json' } as const;
const COMPONENTS = { traces: 'otlp_http_span_exporter', logs: 'otlp_http_log_exporter' } as const;

/** What an answer says was refused. JSON writes the count, a 64-bit integer, as text. */
function rejectedIn(answer: unknown): number {
  const { partialSuccess } = (answer ?? {}) as { partialSuccess?: Readonly<Record<string, unknown>> | null };
  const count = Number(partialSuccess?.['rejectedSpans'] ?? partialSuccess?.['rejectedLogRecords'] ?? 0);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

/**
 * Opens OpenTelemetry's own transport for spans or log records: addresses, headers, compression, certificates, repetitions
 * and timeouts are its own. It writes what a collector refused to a diagnostics log and calls the export a success; here
 * the count stands in the result.
 */
export function openItemExporter<Batch>(
  signal: BatchSignal,
  url: string,
  { protocol, headers, timeoutMs }: ExporterSettings,
  { serializer, helper, sockets }: ItemFormat<Batch>,
): ItemExporter<Batch> {
  const config = { url, headers: { ...headers }, timeoutMillis: timeoutMs };
  const required = { 'Content-Type': CONTENT_TYPES[protocol] };
  let rejected = 0;
  const reading: ISerializer<Batch, unknown> = {
    serializeRequest: (batch) => serializer.serializeRequest(batch),
    deserializeResponse(data) {
      const answer = serializer.deserializeResponse(data);
      rejected = rejectedIn(answer);
      return answer;
    },
  };
  const transport = convertLegacyHttpOptions(config, signal.toUpperCase(), `v1/${signal}`, required);
  const delegate = createOtlpHttpExportDelegate(
    { ...transport, agentFactory: sockets.agentFactory(transport.agentFactory) },
    reading,
    COMPONENTS[signal],
    helper,
    undefined,
  );
  return {
    export(batch, done) {
      sockets.bound(timeoutMs, (ended) => {
        delegate.export(batch, (result) => {
          ended();
          // The delegate reads an answer and reports it in one go: what was read last is of this export.
          const refused = rejected;
          rejected = 0;
          done({ ...result, rejected: refused });
        });
      });
    },
    forceFlush: () => delegate.forceFlush(),
    shutdown: () => delegate.shutdown(),
  };
}
