import { setImmediate } from 'node:timers/promises';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { createRequestContext, currentContext, runInContext, runJob } from '@plumbline/core/context';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeContext, currentTraceIds, injectContext, runMessage, runTracedJob } from '../src/index.ts';
import { parseTracestate } from '../src/tracestate.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const PARENT = `00-${TRACE}-${SPAN}-03`;
const ID = 'client-supplied-id';

/** Runs work as a request of this trace. */
function asRequest<T>(fn: () => T): T {
  const traceState = parseTracestate('a=1,b=2');
  const span = { traceId: TRACE, spanId: SPAN, traceFlags: 1, ...(traceState && { traceState }) };
  const context = createRequestContext({
    kind: 'request',
    requestId: ID,
    traceId: TRACE,
    spanId: SPAN,
    sampled: true,
    tracing: trace.setSpanContext(ROOT_CONTEXT, span),
  });
  context.actor = { id: 'account-17', type: 'user', hash: 'hash-of-17', orgHash: 'hash-of-org' };
  return runInContext(context, fn);
}

const seen = () => {
  const { kind, requestId, traceId, spanId, sampled, routePattern, actor } = currentContext() ?? {};
  return { kind, requestId, traceId, spanId, sampled, routePattern, actor, ids: currentTraceIds() };
};

describe('injectContext', () => {
  it('writes the IDs of the request, and nothing of who acts', () => {
    const headers = asRequest(() => injectContext({}));
    expect(headers).toEqual({ traceparent: PARENT, tracestate: 'a=1,b=2', 'x-request-id': ID });
  });

  it('replaces what was there in any spelling, in objects and maps, as text or bytes', () => {
    const stale = { TraceParent: 'stale', tracestate: 'stale=1', 'X-Request-ID': 'stale-id', other: 'kept' };
    expect(asRequest(() => injectContext({ ...stale }))).toEqual({
      other: 'kept',
      traceparent: PARENT,
      tracestate: 'a=1,b=2',
      'x-request-id': ID,
    });
    const bytes = new Map(Object.entries(stale).map(([name, value]) => [name, Buffer.from(value)]));
    asRequest(() => injectContext(bytes, (text) => Buffer.from(text)));
    expect(Object.fromEntries([...bytes].map(([name, value]) => [name, value.toString()]))).toEqual({
      other: 'kept',
      traceparent: PARENT,
      tracestate: 'a=1,b=2',
      'x-request-id': ID,
    });
  });

  it('takes a stale tracestate off where there is none now', () => {
    const headers = runTracedJob('send', () => injectContext({ tracestate: 'stale=1' }));
    expect(headers).not.toHaveProperty('tracestate');
  });

  it('leaves the carrier alone outside of requests and jobs', () => {
    const forwarded = { traceparent: PARENT, 'X-Request-Id': ID };
    expect(injectContext({ ...forwarded })).toEqual(forwarded);
  });

  it('works in a job that has IDs alone', () => {
    const [headers, ids] = runJob(
      'nightly',
      () => [injectContext<Record<string, string>>({}), currentContext()] as const,
    );
    expect(headers['traceparent']).toMatch(new RegExp(`^00-${ids?.traceId}-${ids?.spanId}-0[02]$`));
    expect(headers['x-request-id']).toBe(ids?.requestId);
  });
});

describe('runMessage', () => {
  it.each([
    ['text', (text: string): unknown => text],
    ['bytes', (text: string): unknown => Buffer.from(text)],
    ['one of a list', (text: string): unknown => [Buffer.from(text)]],
  ])('goes on with the request ID and the trace of the producer: %s', async (_, form) => {
    const sent: Record<string, string> = asRequest(() => injectContext({}));
    const headers = Object.fromEntries(Object.entries(sent).map(([name, text]) => [name, form(text)]));
    const got = await runMessage('orders', headers, async () => {
      await setImmediate();
      return { ...seen(), next: injectContext<Record<string, string>>({}) };
    });
    expect(got).toMatchObject({
      kind: 'job',
      requestId: ID,
      traceId: TRACE,
      sampled: true,
      routePattern: 'message:orders',
      actor: undefined,
    });
    expect(got.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(got.spanId).not.toBe(SPAN);
    expect(got.ids).toEqual({ traceId: TRACE, spanId: got.spanId, sampled: true });
    expect(got.next).toEqual({
      traceparent: `00-${TRACE}-${got.spanId}-03`,
      tracestate: 'a=1,b=2',
      'x-request-id': ID,
    });
    expect(currentContext()).toBeUndefined();
  });

  it('reads a map whose names are bytes', () => {
    const headers = new Map([
      [Buffer.from('traceparent'), Buffer.from(PARENT)],
      [Buffer.from('x-request-id'), Buffer.from(ID)],
    ]);
    expect(runMessage('orders', headers, seen)).toMatchObject({ requestId: ID, traceId: TRACE });
  });

  it.each(['00', '01', '02', '03'])('keeps the flags %s', (flags) => {
    const headers = { traceparent: `00-${TRACE}-${SPAN}-${flags}` };
    const next = runMessage('orders', headers, () => injectContext<Record<string, string>>({}));
    expect(next['traceparent']?.slice(-2)).toBe(flags);
  });

  it('is a scope of its own within a request', () => {
    asRequest(() => {
      const { requestId, traceId, actor } = runMessage('orders', {}, seen);
      expect(requestId).toBe(traceId);
      expect(traceId).not.toBe(TRACE);
      expect(actor).toBeUndefined();
      expect(trace.getSpanContext(activeContext())?.spanId).toBe(SPAN);
    });
  });

  it.each<[string, unknown]>([
    ['none at all', undefined],
    ['no object', 'traceparent'],
    ['a doubled one', { traceparent: [PARENT, PARENT] }],
    ['a doubled one of two spellings', { traceparent: PARENT, Traceparent: PARENT }],
    ['two in one with a comma', { traceparent: `${PARENT},${PARENT}` }],
    ['bytes above ASCII', { traceparent: Buffer.concat([Buffer.from(PARENT), Buffer.from([0xa0])]) }],
    ['upper case', { traceparent: PARENT.toUpperCase() }],
    ['a number', { traceparent: 17 }],
    ['a getter that throws', Object.defineProperty({}, 'traceparent', { enumerable: true, get: () => void fail() })],
    ['a proxy that throws', new Proxy({}, { ownKeys: () => fail() })],
  ])('starts a trace of its own: %s', (_, headers) => {
    const got = runMessage('orders', headers, seen);
    expect(got.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(got.traceId).not.toBe(TRACE);
    expect(got.requestId).toBe(got.traceId);
    expect(got.sampled).toBe(false);
  });

  it.each<[string, unknown]>([
    ['short', 'short'],
    ['an address', 'someone@example.test'],
    ['doubled', ['the-request-id', 'the-request-id']],
    ['a line break', 'the-request-id\nforged'],
    ['bytes', Buffer.from('grüße-an-alle')],
    ['empty', ''],
  ])('answers a request ID that is none with the trace ID: %s', (_, id) => {
    expect(runMessage('orders', { traceparent: PARENT, 'x-request-id': id }, seen).requestId).toBe(TRACE);
  });

  it('drops a tracestate that no HTTP message could bring, before it is taken apart', () => {
    const headers = { traceparent: PARENT, tracestate: `a=1${' ,'.repeat(1 << 20)}` };
    const next = runMessage('orders', headers, () => injectContext({}));
    expect(next).not.toHaveProperty('tracestate');
  });

  it('never throws for what stands in headers', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array(), fc.anything(), fc.array(fc.uint8Array()));
    const name = fc.constantFrom(
      'traceparent',
      'Traceparent',
      'tracestate',
      'x-request-id',
      'X-REQUEST-ID',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (headers) => {
        const { requestId, traceId } = runMessage('orders', headers, seen);
        expect(requestId).toMatch(/^[A-Za-z0-9][A-Za-z0-9._~+/=:-]{7,127}$/);
        expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      }),
      { numRuns: 500 },
    );
  });

  it('gives back what the work gives, and throws what it throws', async () => {
    expect(runMessage('orders', {}, () => 7)).toBe(7);
    const error = new Error('from the work');
    const work = (): never => {
      throw error;
    };
    expect(() => runMessage('orders', {}, work)).toThrow(error);
    await expect(runMessage('orders', {}, async () => work())).rejects.toBe(error);
  });

  it('keeps concurrent messages apart', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `request-number-${index}`);
    const got = await Promise.all(
      ids.map((id) =>
        runMessage('orders', { 'x-request-id': id }, async () => {
          await setImmediate();
          return currentContext()?.requestId;
        }),
      ),
    );
    expect(got).toEqual(ids);
  });

  it.each<[string, object]>([
    ['', {}],
    ['x'.repeat(201), {}],
    ['orders', { system: 'Kafka 4' }],
  ])('refuses %j with %j', (destination, options) => {
    expect(() => runMessage(destination, {}, seen, options)).toThrow(/runMessage: `(destination|system)` must be/);
  });
});

function fail(): never {
  throw new Error('hostile');
}
