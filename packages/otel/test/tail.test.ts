import http from 'node:http';
import { connect } from 'node:net';
import { ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { bindHttp, runTracedJob } from '@plumbline/trace';
import { describe, expect, it } from 'vitest';
import type { StartOtelOptions } from '../src/index.ts';
import { bytesOf, cleanup, listen, startWithReceiver } from './support.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

const startKeeping = (options: Partial<StartOtelOptions> = {}) =>
  startWithReceiver({ sampleRatio: 0, keep: { errors: true, slowerThanMs: 1_000 }, ...options });

const remote = (traceFlags: number) =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE, spanId: '00f067aa0ba902b7', traceFlags, isRemote: true });

const below = (span: Span) => trace.setSpan(ROOT_CONTEXT, span);

/** A client that nothing traces. */
async function ask(url: string, path: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  for await (const part of socket) void part;
}

/** A local root of this many milliseconds with one child. */
function run(
  name: string,
  durationMs: number,
  touch: (span: Span) => void = () => undefined,
  parent = ROOT_CONTEXT,
): Span {
  const tracer = trace.getTracer('test');
  const startTime = new Date('2026-05-01T12:00:00Z');
  const span = tracer.startSpan(name, { startTime }, parent);
  tracer.startSpan(`child of ${name}`, {}, below(span)).end();
  touch(span);
  span.end(new Date(startTime.getTime() + durationMs));
  return span;
}

const fail = (span: Span): void => void span.setStatus({ code: SpanStatusCode.ERROR });

describe('keep', () => {
  it('sends the spans of failed and slow local roots, says why, and leaves the rest', async () => {
    const { otel, receiver } = await startKeeping();
    run('fine', 10);
    const failed = run('failed', 10, fail);
    run('typed', 10, (span) => span.setAttribute('error.type', 'aborted'));
    run('thrown', 10, (span) => span.recordException(new Error('no')));
    run('slow', 1_000);
    run('almost slow', 999);
    await otel.flush();
    expect(receiver.faults).toEqual([]);
    expect(receiver.spans().map(({ name, attributes }) => [name, attributes['plumbline.sampling.reason']])).toEqual([
      ['child of failed', 'error'],
      ['failed', 'error'],
      ['child of typed', 'error'],
      ['typed', 'error'],
      ['child of thrown', 'error'],
      ['thrown', 'error'],
      ['child of slow', 'slow'],
      ['slow', 'slow'],
    ]);
    const { traceId, spanId } = failed.spanContext();
    expect(receiver.spans()[0]).toMatchObject({ traceId, parentSpanId: spanId });
    expect(receiver.sumOf('plumbline.otel.tail_kept', { reason: 'error' })).toBe(3);
    expect(receiver.sumOf('plumbline.otel.tail_kept', { reason: 'slow' })).toBe(1);
  });

  it('sends a sampled trace once, without a reason', async () => {
    const { otel, receiver } = await startKeeping();
    run('sampled by the caller', 5_000, fail, remote(1));
    await otel.flush();
    const names = receiver.spans().map(({ name, attributes }) => [name, attributes['plumbline.sampling.reason']]);
    expect(names).toEqual([
      ['child of sampled by the caller', undefined],
      ['sampled by the caller', undefined],
    ]);
    expect(receiver.sumOf('plumbline.otel.tail_kept', { reason: 'error' })).toBe(0);
  });

  it('decides for itself where the caller did not sample', async () => {
    const { otel, receiver } = await startKeeping();
    run('of an unsampled caller', 10, fail, remote(0));
    await otel.flush();
    expect(receiver.spans()).toMatchObject([
      { traceId: TRACE },
      { traceId: TRACE, name: 'of an unsampled caller', parentSpanId: '00f067aa0ba902b7' },
    ]);
  });

  it('tells the next service what it decided at the start, and exports the flags that were sent', async () => {
    const { otel, receiver } = await startKeeping({ otlp: { protocol: 'http/json' } });
    const span = run('failed', 10, fail);
    expect(span.spanContext().traceFlags).toBe(0);
    await otel.flush();
    const sent = receiver.requests.find(({ signal }) => signal === 'traces');
    // 0x100 says that it is known whether the parent is remote; the sampled flag would be the lowest bit.
    expect(
      [
        ...Buffer.from(sent?.body ?? [])
          .toString()
          .matchAll(/"flags":(\d+)/g),
      ].map(([, flags]) => flags),
    ).toEqual(['256', '256']);
  });

  it('sends children that end after a kept root, and none that begin after a dropped one', async () => {
    const { otel, receiver } = await startKeeping();
    const tracer = otel.tracer('test');
    let late: Span | undefined;
    const kept = run('failed', 10, (span) => {
      late = tracer.startSpan('late', {}, below(span));
      fail(span);
    });
    tracer.startSpan('begun afterwards', {}, below(kept)).end();
    late?.end();
    const dropped = run('fine', 10, (span) => {
      late = tracer.startSpan('late of a dropped one', {}, below(span));
    });
    expect(tracer.startSpan('begun after a dropped one', {}, below(dropped)).isRecording()).toBe(false);
    fail(late as Span);
    late?.end();
    await otel.flush();
    expect(receiver.spans().map(({ name }) => name)).toEqual(['child of failed', 'failed', 'begun afterwards', 'late']);
    for (const { attributes } of receiver.spans()) expect(attributes['plumbline.sampling.reason']).toBe('error');
  });

  it('redacts what it keeps like everything else', async () => {
    const { otel, receiver } = await startKeeping();
    const mail = ['jane', 'example.com'].join('@');
    run('failed', 10, (span) => {
      span.setAttribute('note', `from ${mail}`).recordException(new TypeError(mail));
      span.setStatus({ code: SpanStatusCode.ERROR, message: mail });
    });
    await otel.flush();
    expect(receiver.spans()).toHaveLength(2);
    expect(bytesOf(receiver)).not.toContain(mail);
  });

  it('keeps a bounded number in one second', async () => {
    const { otel, receiver } = await startKeeping({ keep: { errors: true, maxPerSecond: 1 } });
    // Three in a row are in two seconds at most.
    for (let index = 0; index < 3; index += 1) run('failed', 10, fail);
    await otel.flush();
    const kept = receiver.sumOf('plumbline.otel.tail_kept', { reason: 'error' });
    expect([1, 2]).toContain(kept);
    expect(receiver.spans()).toHaveLength(2 * kept);
    expect(receiver.sumOf('plumbline.otel.tail_dropped', { reason: 'rate_limited' })).toBe(6 - 2 * kept);
  });

  it.each([{}, { keep: {} }, { keep: { errors: false } }])(
    'records nothing beyond the sample with %j',
    async (options) => {
      const { otel } = await startWithReceiver({ sampleRatio: 0, ...options });
      expect(otel.tracer('test').startSpan('one').isRecording()).toBe(false);
    },
  );

  it.each([
    [{ errors: 'yes' }, '`keep.errors` must be true or false'],
    [{ slowerThanMs: 0 }, '`keep.slowerThanMs` must be a number of ms above 0'],
    [{ slowerThanMs: Infinity }, '`keep.slowerThanMs` must be a number of ms above 0'],
    [{ maxPerSecond: 1.5 }, '`keep.maxPerSecond` must be a whole number above 0'],
    [{ slowThanMs: 1 }, '`keep.slowThanMs` is no option; did you mean `slowerThanMs`?'],
    [true, '`keep` must be an object'],
  ])('refuses %j', async (keep, fault) => {
    const options = { keep } as unknown as Partial<StartOtelOptions>;
    await expect(startWithReceiver(options)).rejects.toThrow(fault);
  });
});

describe('keep under bindHttp', () => {
  it('keeps the failed request with its calls, and nothing of an ignored one', async () => {
    const { otel, receiver } = await startKeeping();
    let url = '';
    const carried: (string | string[] | undefined)[] = [];
    const binding = bindHttp({
      propagateTo: ['127.0.0.1'],
      ignore: (path) => path.startsWith('/v1/') || path === '/health',
    });
    const server = http.createServer((request, response) => {
      if (request.url === '/leaf') {
        carried.push(request.headers['traceparent']);
        response.end('leaf');
        return;
      }
      void fetch(`${url}/leaf`)
        .then((answer) => answer.text())
        .then(() => response.writeHead(request.url === '/fail' ? 500 : 200).end());
    });
    url = `http://127.0.0.1:${await listen(server)}`;
    cleanup.push(
      () => binding.unbind(),
      () => server.close(),
      () => server.closeAllConnections(),
    );
    for (const path of ['/fine', '/health', '/fail']) await ask(url, path);
    await otel.flush();
    const spans = receiver.spans();
    // The leaf is a local root of its own in this process, and did not fail; the first request has no caller with a span.
    expect(spans.map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
      ['GET', undefined],
      ['GET', '500'],
    ]);
    expect(spans[0]).toMatchObject({ parentSpanId: spans[1]?.spanId, attributes: { 'server.address': '127.0.0.1' } });
    // Unsampled on the wire, all of them: what the next service did with it is decided.
    expect(carried).toHaveLength(3);
    for (const header of carried) expect(header).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-0[02]$/);
  });

  it('keeps a failed job', async () => {
    const { otel, receiver } = await startKeeping();
    expect(() =>
      runTracedJob('mail', () =>
        otel.tracer('test').startActiveSpan('step', (span) => {
          span.end();
          throw new TypeError('no');
        }),
      ),
    ).toThrow('no');
    runTracedJob('mail', () => undefined);
    await otel.flush();
    expect(receiver.spans().map(({ name }) => name)).toEqual(['step', 'job mail']);
  });
});
