import { type Context, isSpanContextValid, type Span, trace } from '@opentelemetry/api';
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { rootOf } from './tail-root.ts';

/** Whether a span with this parent is the first of its trace in this process. */
function isLocalRoot(parent: Span | undefined): boolean {
  const context = parent?.spanContext();
  return context === undefined || context.isRemote === true || !isSpanContextValid(context);
}

/**
 * Records what the head sampler leaves out, without the sampled flag, so that it can be kept later. Below a span that
 * is not recorded at all (an ignored request) and below a root that was dropped, nothing is.
 */
export const recordUndecided = (head: Sampler): Sampler => ({
  shouldSample(context: Context, ...rest) {
    const result = head.shouldSample(context, ...rest);
    if (result.decision !== SamplingDecision.NOT_RECORD) return result;
    const parent = trace.getSpan(context);
    const root = rootOf(parent);
    const wanted = root === undefined ? isLocalRoot(parent) : root.verdict !== 'dropped';
    return wanted ? { ...result, decision: SamplingDecision.RECORD } : result;
  },
  toString: () => `RecordUndecided{${head.toString()}}`,
});
