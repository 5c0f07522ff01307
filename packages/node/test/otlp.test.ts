import { context, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { createRequestContext, runInContext } from '@plumbline/core/context';
import { createContextManager } from '@plumbline/otel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toLogRecord } from '../src/otlp.ts';

const ids = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const lineOf = (fields: Readonly<Record<string, unknown>>) =>
  ({ level: 'info', time: 1, message: 'x', fields }) as const;

// As an SDK registers it: within the request its context is the active one.
beforeAll(() => void context.setGlobalContextManager(createContextManager()));
afterAll(() => context.disable());

describe('the IDs of the copy of a line', () => {
  const request = createRequestContext({ kind: 'request', requestId: 'r', ...ids, sampled: true });
  const contextOf = (fields: Readonly<Record<string, unknown>>) =>
    runInContext(request, () => toLogRecord(lineOf(fields)).context) ?? ROOT_CONTEXT;

  it('are those of the line, whatever is active', () => {
    const fields = { trace_id: ids.traceId, span_id: 'b7ad6b7169203331' };
    expect(trace.getSpanContext(contextOf(fields))).toEqual({
      traceId: ids.traceId,
      spanId: 'b7ad6b7169203331',
      traceFlags: TraceFlags.SAMPLED,
    });
  });

  it('take no context of their own where the line has those of the active one', () => {
    const fields = { trace_id: ids.traceId, span_id: ids.spanId };
    expect(contextOf(fields)).toBe(runInContext(request, () => context.active()));
  });

  it('are none for a line without, which stands for lines of several requests', () => {
    expect(contextOf({ suppressed_message: 'x' })).toBe(ROOT_CONTEXT);
  });
});
