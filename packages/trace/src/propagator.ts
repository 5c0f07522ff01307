import { type TextMapPropagator, trace, TraceFlags } from '@opentelemetry/api';
import { isRandom, isSuppressed } from './active-context.ts';
import { headerText } from './header-text.ts';
import { remoteContext } from './remote-context.ts';
import { formatTraceparent } from './traceparent.ts';

export { tracingOf } from './active-context.ts';

/** One list for all, so that whoever registered a propagator can tell that it is still this one. */
const FIELDS = Object.freeze(['traceparent', 'tracestate']) as string[];

/**
 * W3C Trace Context under OpenTelemetry's interface, read and written by the rules of `bindHttp`: for library
 * instrumentations, and for carriers that `injectContext` does not know. `startOtel` of `@plumbline/otel` registers it.
 *
 * It carries neither baggage nor `x-request-id`, and what cannot be read leaves the context as it was.
 * It knows no host. On HTTP requests `bindHttp` has the last word and takes off again what may not leave.
 */
export const createPropagator = (): TextMapPropagator => ({
  inject(context, carrier, setter) {
    const span = trace.getSpanContext(context);
    if (!span || !trace.isSpanContextValid(span) || isSuppressed(context)) return;
    const { traceId, spanId: parentId, traceFlags, traceState } = span;
    const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
    setter.set(carrier, 'traceparent', formatTraceparent({ traceId, parentId, sampled, random: isRandom(context) }));
    const state = traceState?.serialize();
    if (state) setter.set(carrier, 'tracestate', state);
  },
  extract(context, carrier, getter) {
    try {
      const [traceparent, tracestate] = FIELDS.map((name) => headerText([getter.get(carrier, name)]));
      return remoteContext(context, traceparent, tracestate) ?? context;
    } catch {
      // A getter of somebody else, over headers from anywhere.
      return context;
    }
  },
  fields: () => FIELDS,
});
