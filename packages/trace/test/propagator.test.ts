import {
  createContextKey,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { injectContext, runMessage } from '../src/index.ts';
import { createPropagator } from '../src/propagator.ts';
import { PARENT_ID, TRACE_ID, type TraceContextCase, traceContextCases } from './trace-context-cases.ts';

const TRACEPARENT = `00-${TRACE_ID}-${PARENT_ID}-01`;
const propagator = createPropagator();

/** The header lines of a case as a message client or a server gives them: under one name, several as a list. */
function carrierOf({ lines }: TraceContextCase): Record<string, string | string[]> {
  const carrier: Record<string, string | string[]> = {};
  for (const [name, value] of lines) {
    const known = carrier[name.toLowerCase()];
    carrier[name.toLowerCase()] = known === undefined ? value : [known, value].flat();
  }
  return carrier;
}

const expected = ({ trace: went, flags, state }: TraceContextCase) => ({
  trace: went,
  flags: flags ?? (went === 'new' ? '02' : '01'),
  state,
});

function wentOn({ traceparent = '', tracestate }: Record<string, string>) {
  const [, traceId, flags] = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/.exec(traceparent) ?? [];
  return { trace: traceId === TRACE_ID ? 'continued' : 'new', flags, state: tracestate };
}

describe.each(traceContextCases.map((one) => [one.name, one] as const))('%s', (_, one) => {
  it('in a message', () => {
    const sent = runMessage('orders', carrierOf(one), () => injectContext<Record<string, string>>({}));
    expect(wentOn(sent)).toEqual(expected(one));
  });

  it('through the propagator', () => {
    const context = propagator.extract(ROOT_CONTEXT, carrierOf(one), defaultTextMapGetter);
    const sent: Record<string, string> = {};
    propagator.inject(context, sent, defaultTextMapSetter);
    const none = { trace: 'new', flags: undefined, state: undefined };
    expect(wentOn(sent)).toEqual(one.trace === 'new' ? none : expected(one));
    expect(context === ROOT_CONTEXT).toBe(one.trace === 'new');
  });
});

describe('createPropagator', () => {
  const inject = (context = ROOT_CONTEXT): object => {
    const carrier = {};
    propagator.inject(context, carrier, defaultTextMapSetter);
    return carrier;
  };
  const span = { traceId: TRACE_ID, spanId: PARENT_ID, traceFlags: 1 };

  it('carries neither baggage nor anything else', () => {
    expect(propagator.fields()).toEqual(['traceparent', 'tracestate']);
    const carrier = { traceparent: TRACEPARENT, baggage: 'account=17', 'x-request-id': 'client-supplied-id' };
    expect(inject(propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter))).toEqual({
      traceparent: TRACEPARENT,
    });
  });

  it('marks what came in as remote', () => {
    const context = propagator.extract(ROOT_CONTEXT, { traceparent: TRACEPARENT }, defaultTextMapGetter);
    expect(trace.getSpanContext(context)).toEqual({ ...span, isRemote: true });
  });

  it('writes nothing for exporters, nor without a span', () => {
    const suppressed = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
    expect(inject(trace.setSpanContext(ROOT_CONTEXT, span).setValue(suppressed, true))).toEqual({});
    expect(inject()).toEqual({});
    expect(inject(trace.setSpanContext(ROOT_CONTEXT, { ...span, traceId: '0'.repeat(32) }))).toEqual({});
  });

  it('keeps the context it is given where a carrier cannot be read', () => {
    const base = ROOT_CONTEXT.setValue(createContextKey('anything'), 1);
    const getter = (get: () => unknown) => ({ keys: () => [], get }) as TextMapGetter;
    const hostile = getter(() => {
      throw new Error('hostile');
    });
    expect(propagator.extract(base, {}, hostile)).toBe(base);
    for (const value of [null, 17, {}, [], Symbol('x'), [TRACEPARENT, TRACEPARENT], new Uint8Array(9)]) {
      expect(
        propagator.extract(
          base,
          {},
          getter(() => value),
        ),
      ).toBe(base);
    }
    const bytes = getter(() => Buffer.from(TRACEPARENT));
    expect(trace.getSpanContext(propagator.extract(base, {}, bytes))?.traceId).toBe(TRACE_ID);
  });
});
