import { type SpanContext, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Clock, Counter } from '@plumbline/core';
import { createTailBuffer, TAIL_BOUNDS, type TailBounds } from './tail-buffer.ts';
import type { KeepSettings } from './tail-options.ts';
import { follow, type KeepReason, rootOf, type LocalRoot } from './tail-root.ts';

export interface TailOptions {
  readonly keep: KeepSettings;
  /** Where spans go that are sampled or kept. */
  readonly inner: SpanProcessor;
  /** Local roots that were kept, by reason. */
  readonly kept: Counter;
  /** Spans that were let go before anything was decided, by reason. */
  readonly dropped: Counter;
  readonly now?: () => number;
  readonly bounds?: TailBounds;
  readonly after?: Clock['after'];
}

const isSampled = (span: ReadableSpan): boolean => (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;

const isFailed = ({ status, attributes, events }: ReadableSpan): boolean =>
  status.code === SpanStatusCode.ERROR ||
  attributes['error.type'] !== undefined ||
  events.some(({ name }) => name === 'exception');

const durationMs = ({ duration: [seconds, nanos] }: ReadableSpan): number => seconds * 1_000 + nanos / 1_000_000;

function keepReason({ errors, slowerThanMs }: KeepSettings, span: ReadableSpan): KeepReason | undefined {
  if (errors && isFailed(span)) return 'error';
  return durationMs(span) >= slowerThanMs ? 'slow' : undefined;
}

const OWN_CONTEXT: unique symbol = Symbol('plumbline.otel.own_context');

/**
 * A kept span for the batch queue, which takes nothing without the sampled flag. It is a view that says why it is
 * there; {@link asOnTheWire} takes the flag back.
 */
function toKept(span: ReadableSpan, reason: KeepReason, lost: number): ReadableSpan {
  const own = span.spanContext();
  const attributes = {
    ...span.attributes,
    'plumbline.sampling.reason': reason,
    ...(lost > 0 && { 'plumbline.sampling.lost_spans': lost }),
  };
  const sampled = { ...own, traceFlags: own.traceFlags | TraceFlags.SAMPLED };
  return Object.create(span, {
    attributes: { value: attributes, enumerable: true },
    spanContext: { value: () => sampled, enumerable: true },
    [OWN_CONTEXT]: { value: own },
  }) as ReadableSpan;
}

/** A span with the flags that its trace context had on the wire: others decided by them. */
export function asOnTheWire(span: ReadableSpan): ReadableSpan {
  const own = (span as { [OWN_CONTEXT]?: SpanContext })[OWN_CONTEXT];
  if (own === undefined) return span;
  return Object.create(span, { spanContext: { value: () => own, enumerable: true } }) as ReadableSpan;
}

/** So many in each second. */
function createRate(limit: number, now: () => number): () => boolean {
  let second = -1;
  let taken = 0;
  return () => {
    const current = Math.floor(now() / 1_000);
    if (current !== second) {
      second = current;
      taken = 0;
    }
    taken += 1;
    return taken <= limit;
  };
}

/**
 * Holds the spans of unsampled traces until their local root has ended, and passes them on where it failed or was slow.
 * Sampled spans pass at once.
 */
export function createTailProcessor(options: TailOptions): SpanProcessor {
  const { keep, inner, kept, dropped, now = () => performance.now(), bounds = TAIL_BOUNDS, after } = options;
  const buffer = createTailBuffer({ dropped, now, bounds, ...(after && { after }) });
  const allowed = createRate(keep.maxPerSecond, now);

  const decide = (root: LocalRoot, span: ReadableSpan): void => {
    const children = buffer.take(root);
    const reason = keepReason(keep, span);
    root.verdict = reason ?? 'dropped';
    if (reason === undefined) return;
    if (!allowed()) {
      root.verdict = 'dropped';
      dropped.add(children.length + 1, { reason: 'rate_limited' });
      return;
    }
    kept.add(1, { reason });
    for (const child of children) inner.onEnd(toKept(child, reason, 0));
    inner.onEnd(toKept(span, reason, root.lost));
  };

  return {
    onStart(span, parentContext) {
      if (isSampled(span)) inner.onStart(span, parentContext);
      else follow(span, trace.getSpan(parentContext));
    },
    onEnd(span) {
      if (isSampled(span)) return inner.onEnd(span);
      const root = rootOf(span);
      if (root === undefined) return;
      if (root.spanId === span.spanContext().spanId) decide(root, span);
      else if (root.verdict === 'open') buffer.hold(root, span);
      else if (root.verdict !== 'dropped') inner.onEnd(toKept(span, root.verdict, 0));
    },
    forceFlush: () => inner.forceFlush(),
    shutdown() {
      buffer.clear();
      return inner.shutdown();
    },
  };
}
