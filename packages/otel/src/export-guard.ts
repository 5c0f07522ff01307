import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, suppressTracing } from '@opentelemetry/core';
import { type Log, toError } from '@plumbline/core';
import { runOutsideContext } from '@plumbline/core/context';
import type { ItemResult } from './item-exporter.ts';
import { type ItemAccount, openAccount } from './item-ledger.ts';
import type { OtelSignal } from './signals.ts';

/** What the three kinds of exporters share. */
interface Exporter<Batch> {
  export(batch: Batch, done: (result: ItemResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

/** What happens around every export. */
export interface GuardOptions<Batch> {
  readonly signal: OtelSignal;
  /** Where batches go. Only its origin is ever shown. */
  readonly url: string;
  readonly countFailure: () => void;
  readonly log: Log;
  /** The batch as it may leave; undefined when nothing of it may. */
  readonly prepare: (batch: Batch) => Batch | undefined;
  /** Where the items of a batch are accounted for; what `prepare` takes out could not be redacted. */
  readonly account?: ItemAccount<Batch>;
}

// Exports serve many requests and must carry the identity of none, and they are not themselves traced.
const outside = <T>(fn: () => T): T => runOutsideContext(() => context.with(suppressTracing(ROOT_CONTEXT), fn));

/** What a log may say of a failed export: the code, never the message, which can hold the URL or the answer. */
const kindOf = (error: unknown): string => {
  const { code, name } = toError(error) as { code?: unknown; name: string };
  return typeof code === 'string' || typeof code === 'number' ? String(code) : name;
};

/** Origins hold neither credentials nor a path nor a query. */
const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : '');

const fixFor = (signal: OtelSignal): string =>
  'Check that a collector answers at this endpoint, or change OTEL_EXPORTER_OTLP_ENDPOINT ' +
  `(OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT for this signal alone).`;

/**
 * Stands before an exporter: redacts each batch, runs it outside of every request, counts failures, says once when they
 * begin and once when they end, and never throws.
 */
export function guardExporter<Batch>(
  inner: Exporter<Batch>,
  { signal, url, countFailure, log, prepare, account }: GuardOptions<Batch>,
): Required<Exporter<Batch>> {
  let failing = false;
  const note = (result: ExportResult): void => {
    const failed = result.code !== ExportResultCode.SUCCESS;
    if (failed) countFailure();
    if (failed === failing) return;
    failing = failed;
    if (failed) {
      const fields = { signal, endpoint: originOf(url), error_type: kindOf(result.error), fix: fixFor(signal) };
      log.warn(fields, 'telemetry cannot be exported');
    } else log.info({ signal }, 'telemetry is exported again');
  };
  return {
    export(batch, done) {
      const items = openAccount(account, batch);
      const settle = (result: ItemResult): void => {
        items.settle(result, result.code !== ExportResultCode.SUCCESS);
        note(result);
        done(result);
      };
      try {
        const ready = prepare(batch);
        items.keep(ready);
        if (ready === undefined) return done({ code: ExportResultCode.SUCCESS });
        outside(() => inner.export(ready, settle));
      } catch (error) {
        settle({ code: ExportResultCode.FAILED, error: toError(error) });
      }
    },
    forceFlush: async () => outside(() => inner.forceFlush?.()),
    shutdown: () => outside(() => inner.shutdown()),
  };
}
