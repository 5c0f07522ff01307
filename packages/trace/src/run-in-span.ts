import { type Context, context, type Span, SpanStatusCode } from '@opentelemetry/api';
import { type RequestContext, runInContext } from '@plumbline/core/scope';
import { errorType } from './error-type.ts';
import { actorAttributes } from './span-facts.ts';

function endSpan(span: Span, job: RequestContext, failure?: { readonly error: unknown }): void {
  const actor = span.isRecording() ? actorAttributes(job) : undefined;
  if (actor) span.setAttributes(actor);
  if (failure) {
    span.setAttribute('error.type', errorType(failure.error));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

/**
 * Runs the work of a job or a message in its scope and ends its span with it, also when that is a promise. The span gets
 * who acted, and of an error the class, never the message.
 */
export function runInSpan<T>(job: RequestContext, span: Span, fn: () => T): T {
  const failed = (error: unknown): never => {
    endSpan(span, job, { error });
    throw error;
  };
  return runInContext(job, () => {
    try {
      // Another SDK's context manager knows no jobs: what is active there is still the span that started this one.
      const result = context.with(job.tracing as Context, fn);
      if (!isPromise(result)) {
        endSpan(span, job);
        return result;
      }
      const settled = result.then((value) => {
        endSpan(span, job);
        return value;
      }, failed);
      return settled as T;
    } catch (error) {
      return failed(error);
    }
  });
}
