import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { createCounter } from '@plumbline/core';
import { openTraceExporter } from './exporters.ts';
import { countSpans } from './item-processors.ts';
import { MAX_READ_LENGTH, redactSpan } from './redact-telemetry.ts';
import { asOnTheWire, createTailProcessor } from './tail-processor.ts';
import { type ItemPipeline, openBatches, ownMeter, type PipelineParts } from './telemetry.ts';

/** The processor as it is, or with what keeps failed and slow requests before it. */
function keepTail(parts: PipelineParts, inner: SpanProcessor): SpanProcessor {
  const { keep } = parts.settings;
  if (keep === undefined) return inner;
  const meter = ownMeter(parts);
  return createTailProcessor({
    keep,
    inner,
    kept: createCounter(meter, 'plumbline.otel.tail_kept'),
    dropped: createCounter(meter, 'plumbline.otel.tail_dropped'),
  });
}

/** Traces: parent-based ratio sampling, a bounded batch queue, redaction before export. */
export async function startTraces(parts: PipelineParts, url: string): Promise<ItemPipeline<TracerProvider>> {
  const { settings, resource } = parts;
  const tail = settings.keep && (await import('./tail-sampler.ts'));
  const { ledger, batching } = openBatches(parts, {
    signal: 'traces',
    url,
    exporter: openTraceExporter(url, settings.exporters.traces, parts.sockets.open()),
    redact: (redactor, span) => redactSpan(redactor, asOnTheWire(span), settings.limits.valueLength),
  });
  const processor = new BatchSpanProcessor(batching);
  const ratio = new TraceIdRatioBasedSampler(settings.sampleRatio);
  const head = settings.parentBased ? new ParentBasedSampler({ root: ratio }) : ratio;
  const provider = new TracerProvider({
    resource,
    // Without the option nothing is recorded that is not sampled, and nothing wraps what the SDK does.
    sampler: tail?.recordUndecided(head) ?? head,
    spanLimits: {
      attributeCountLimit: settings.limits.spanAttributes,
      attributeValueLengthLimit: MAX_READ_LENGTH,
      eventCountLimit: 32,
      linkCountLimit: 32,
    },
    spanProcessors: [keepTail(parts, countSpans(processor, ledger))],
  });
  return { provider, ledger };
}
