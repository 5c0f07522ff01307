import { type Context, trace } from '@opentelemetry/api';
import type { HeaderText } from './header-text.ts';
import { isTooLong } from './remote-context.ts';
import { traceparentFault } from './traceparent.ts';
import { tracestateFault } from './tracestate.ts';

/** Labels of `plumbline.requests.refused_trace_context`. */
interface Refused {
  readonly header: 'traceparent' | 'tracestate';
  readonly reason: string;
  readonly [name: string]: string;
}

const NONE: readonly Refused[] = [];

/**
 * What came and was not taken over, header by header, where `parent` is what was made of both. It is never an error for
 * the caller, so it is counted.
 */
export function refusedContext(
  traceparent: HeaderText,
  tracestate: HeaderText,
  parent: Context | undefined,
): readonly Refused[] {
  if (traceparent === undefined && tracestate === undefined) return NONE;
  if (parent) {
    if (tracestate === undefined || trace.getSpanContext(parent)?.traceState) return NONE;
    const reason = isTooLong(tracestate) ? 'too_many' : tracestateFault(tracestate);
    return reason === undefined ? NONE : [{ header: 'tracestate', reason }];
  }
  const refused: Refused[] = [];
  if (traceparent !== undefined) refused.push({ header: 'traceparent', reason: traceparentFault(traceparent) });
  if (tracestate !== undefined) refused.push({ header: 'tracestate', reason: 'no_parent' });
  return refused;
}
