import http, { type IncomingHttpHeaders } from 'node:http';
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { bindHttp, injectContext, runMessage } from '@plumbline/trace';
import { describe, expect, it } from 'vitest';
import { otelOptionsFromEnvironment, startOtel } from '../src/index.ts';
import { cleanup, listen, start, startWithReceiver } from './support.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

const injected = (active = context.active()): Record<string, string> => {
  const carrier: Record<string, string> = {};
  propagation.inject(active, carrier);
  return carrier;
};

describe('the global propagator', () => {
  it('reads and writes for whoever asks the API, and is taken back at the end', async () => {
    const otel = await start();
    expect(otel.selfCheck()).toEqual([]);
    const remote = propagation.extract(ROOT_CONTEXT, { traceparent: PARENT, baggage: 'account=17' });
    expect(injected(remote)).toEqual({ traceparent: PARENT });
    expect(propagation.extract(ROOT_CONTEXT, { traceparent: `${PARENT},${PARENT}` })).toBe(ROOT_CONTEXT);
    await otel.shutdown();
    expect(injected(remote)).toEqual({});
    expect(propagation.fields()).toEqual([]);
  });

  it.each([
    ['none', []],
    ['tracecontext', ['traceparent', 'tracestate']],
  ] as const)('is %s where OTEL_PROPAGATORS says so', async (name, fields) => {
    const { options, faults } = otelOptionsFromEnvironment({ OTEL_PROPAGATORS: name });
    expect(faults).toEqual([]);
    const otel = await start({ ...options, service: { name: 'orders' } });
    expect(otel.selfCheck()).toEqual([]);
    expect(propagation.fields()).toEqual(fields);
  });

  it.each(['tracecontext,baggage', 'baggage, tracecontext'])(
    'is tracecontext where it is %s, and says of the other',
    (name) => {
      const { options, faults, unread } = otelOptionsFromEnvironment({ OTEL_PROPAGATORS: name });
      expect(faults).toEqual([]);
      expect(options.propagator).toBe('tracecontext');
      expect(unread).toEqual(['OTEL_PROPAGATORS (baggage)']);
    },
  );

  it.each(['baggage', 'tracecontext,b3', 'b3', 'jaeger', 'xray'])('refuses OTEL_PROPAGATORS=%s', (name) => {
    const { options, faults } = otelOptionsFromEnvironment({ OTEL_PROPAGATORS: name });
    expect(faults).toEqual(['OTEL_PROPAGATORS must be tracecontext or none; baggage is not propagated']);
    expect(options).not.toHaveProperty('propagator');
  });

  it('refuses an option that is neither', async () => {
    await expect(startOtel({ service: { name: 'orders' }, propagator: 'b3' as never })).rejects.toThrow(/`propagator`/);
  });

  it('says so when somebody else registered one first, and leaves it to them', async () => {
    const foreign = { inject: () => undefined, extract: () => ROOT_CONTEXT, fields: () => ['foreign'] };
    propagation.setGlobalPropagator(foreign);
    cleanup.push(() => propagation.disable());
    const otel = await start();
    expect(otel.selfCheck().map(({ what }) => what)).toEqual([expect.stringContaining('global for propagation')]);
    await otel.shutdown();
    expect(propagation.fields()).toEqual(['foreign']);
  });
});

describe('beside bindHttp', () => {
  /** What an instrumentation of a client does: a span of its own, injected into the headers of the request. */
  async function call(url: string): Promise<void> {
    await trace.getTracer('instrumentation').startActiveSpan('call', async (span) => {
      await (await fetch(url, { headers: injected() })).text();
      const request = http.get(url, { headers: injected() });
      await new Promise((resolve) => request.on('response', (answer) => answer.resume().on('end', resolve)));
      span.end();
    });
  }

  async function receive(propagateTo: readonly string[]): Promise<readonly IncomingHttpHeaders[]> {
    await startWithReceiver();
    const got: IncomingHttpHeaders[] = [];
    const server = http.createServer((request, response) => {
      got.push(request.headers);
      response.end();
    });
    const port = await listen(server);
    const binding = bindHttp({ propagateTo });
    cleanup.push(
      () => binding.unbind(),
      () => void server.close(),
      () => server.closeAllConnections(),
    );
    await call(`http://127.0.0.1:${port}/`);
    expect(got).toHaveLength(2);
    return got;
  }

  it('gives a host that is not listed nothing, although it was injected', async () => {
    for (const headers of await receive([])) {
      for (const name of ['traceparent', 'tracestate', 'x-request-id']) expect(headers).not.toHaveProperty(name);
    }
  });

  it('gives a listed host one traceparent, that of the client span', async () => {
    for (const headers of await receive(['127.0.0.1'])) {
      expect(headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-03$/);
    }
  });
});

describe('runMessage with an SDK', () => {
  it('makes a consumer span, the child of the producer and linked to it', async () => {
    const { otel, receiver } = await startWithReceiver({ sampleRatio: 1 });
    const headers = otel.tracer('app').startActiveSpan('send', (span) => {
      const made = injectContext({});
      span.end();
      return made;
    });
    await runMessage('orders', headers, async () => otel.tracer('app').startSpan('inside').end(), { system: 'kafka' });
    expect(() =>
      runMessage('orders', {}, () => {
        throw new RangeError('nobody is told this');
      }),
    ).toThrow(RangeError);
    await otel.flush();
    expect(receiver.faults).toEqual([]);
    const spans = receiver.spans();
    const [send, inside, consumer, failed] = ['send', 'inside']
      .map((name) => spans.find((span) => span.name === name))
      .concat(spans.filter(({ name }) => name === 'process orders'));
    expect(consumer).toMatchObject({
      kind: 'consumer',
      traceId: send?.traceId,
      parentSpanId: send?.spanId,
      links: [{ traceId: send?.traceId, spanId: send?.spanId }],
      attributes: {
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'orders',
        'messaging.system': 'kafka',
      },
    });
    expect(inside?.parentSpanId).toBe(consumer?.spanId);
    expect(failed).toMatchObject({ parentSpanId: '', links: [], attributes: { 'error.type': 'RangeError' } });
    expect(failed?.traceId).not.toBe(send?.traceId);
  });

  it('counts a request ID that it refused', async () => {
    const { otel, receiver } = await startWithReceiver();
    runMessage('orders', { 'x-request-id': 'someone@example.test' }, () => undefined);
    await otel.flush();
    expect(receiver.sumOf('plumbline.requests.refused_ids', { reason: 'charset' })).toBe(1);
  });
});
