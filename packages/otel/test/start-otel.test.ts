import { context, createContextKey, metrics, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { SeverityNumber, logs } from '@opentelemetry/api';
import { createCounter, createHistogram } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { startOtel } from '../src/index.ts';
import { bytesOf, findRefused, recordLog, start, startBlackHole, startWithReceiver } from './support.ts';

describe.each(['http/protobuf', 'http/json'] as const)('startOtel over %s', (protocol) => {
  it('sends traces, metrics and logs as the specification wants', async () => {
    const { otel, receiver } = await startWithReceiver({ otlp: { protocol, headers: { 'x-api-key': 'k1' } } });
    expect(otel.selfCheck()).toEqual([]);
    const tracer = otel.tracer('test');
    const traceId = tracer.startActiveSpan('outer', (span) => {
      tracer.startSpan('inner').end();
      otel.emitLog({ body: 'a line', severityNumber: SeverityNumber.INFO, attributes: { order_id: 'o1' } });
      span.end();
      return span.spanContext().traceId;
    });
    createCounter(otel.meter('test'), 'plumbline.job.runs').add(3, { job: 'mail', outcome: 'success' });
    expect(await otel.flush()).toBe(true);
    expect(receiver.faults).toEqual([]);
    expect(receiver.spans()).toMatchObject([
      { name: 'inner', traceId, parentSpanId: receiver.spans()[1]?.spanId },
      { name: 'outer', traceId, parentSpanId: '' },
    ]);
    expect(receiver.sumOf('plumbline.job.runs', { 'plumbline.job.name': 'mail', outcome: 'success' })).toBe(3);
    expect(receiver.logs()).toMatchObject([{ body: 'a line', traceId, attributes: { order_id: 'o1' } }]);
    for (const { headers } of receiver.requests) expect(headers['x-api-key']).toBe('k1');
  });

  it('describes the service and nothing of the machine', async () => {
    const resourceAttributes = { 'k8s.pod.name': 'orders-1' };
    const { otel, receiver } = await startWithReceiver({ otlp: { protocol }, resourceAttributes });
    otel.tracer('test').startSpan('one').end();
    await otel.flush();
    expect(receiver.resources()).toEqual([
      {
        'service.name': 'orders',
        'service.version': '1.2.3',
        'service.instance.id': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
        'deployment.environment.name': 'development',
        'k8s.pod.name': 'orders-1',
        'telemetry.sdk.language': 'nodejs',
        'telemetry.sdk.name': 'opentelemetry',
        'telemetry.sdk.version': expect.any(String),
      },
    ]);
  });
});

describe('what is sent', () => {
  it('is what has an endpoint, and no more', async () => {
    const { otel, receiver } = await startWithReceiver({ otlp: { signals: ['traces'] } });
    otel.tracer('test').startSpan('one').end();
    otel.emitLog({ body: 'a line' });
    otel.meter('test').createCounter('c').add(1);
    await otel.flush();
    expect(receiver.requests.map(({ signal }) => signal)).toEqual(['traces']);
  });

  it('is nothing without an endpoint, and everything still works', async () => {
    const otel = await start();
    const span = otel.tracer('test').startSpan('one');
    expect(span.isRecording()).toBe(false);
    otel.meter('test').createCounter('c').add(1);
    otel
      .meter('test')
      .createObservableGauge('g')
      .addCallback(() => expect.unreachable());
    otel.emitLog({ body: 'a line' });
    expect(otel.selfCheck()).toEqual([]);
    expect(await otel.flush()).toBe(true);
    expect(await otel.shutdown()).toBe(true);
  });

  it('keeps the decision of the caller and samples new traces by the ratio', async () => {
    const { otel, receiver } = await startWithReceiver({ sampleRatio: 0 });
    const tracer = otel.tracer('test');
    const parent = (traceFlags: number) =>
      trace.setSpanContext(ROOT_CONTEXT, {
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        spanId: '00f067aa0ba902b7',
        traceFlags,
        isRemote: true,
      });
    tracer.startSpan('of a sampled caller', {}, parent(1)).end();
    tracer.startSpan('of an unsampled caller', {}, parent(0)).end();
    tracer.startSpan('of nobody').end();
    await otel.flush();
    expect(receiver.spans().map(({ name }) => name)).toEqual(['of a sampled caller']);
  });

  it('has closed label sets and a bounded number of series', async () => {
    const { otel, receiver } = await startWithReceiver();
    const runs = createCounter(otel.meter('test'), 'plumbline.job.runs');
    runs.add(1, { job: 'mail', outcome: 'success', user_email: 'jane@example.com' });
    runs.add(1, { job: 'mail', outcome: 'jane@example.com' });
    const duration = createHistogram(otel.meter('test'), 'http.server.request.duration');
    for (let index = 0; index < 3_000; index += 1) duration.record(0.2, { 'http.route': `/r/${index}` });
    const foreign = otel.meter('other').createCounter('foreign');
    for (let index = 0; index < 3_000; index += 1) foreign.add(1, { index });
    await otel.flush();
    const points = receiver.metrics().filter(({ name }) => name === 'plumbline.job.runs');
    expect(points.map(({ attributes }) => attributes)).toEqual([
      { 'plumbline.job.name': 'mail', outcome: 'success' },
      { 'plumbline.job.name': 'mail', outcome: '_OTHER' },
    ]);
    for (const name of ['http.server.request.duration', 'foreign']) {
      expect(receiver.metrics().filter((point) => point.name === name)).toHaveLength(1_000);
    }
    expect(receiver.countOf('http.server.request.duration')).toBe(3_000);
    const histogram = receiver.metrics().find(({ name }) => name === 'http.server.request.duration');
    expect(histogram?.buckets?.map(({ le }) => le).slice(0, 3)).toEqual([0.005, 0.01, 0.025]);
  });

  it('counts spans that a full queue drops', async () => {
    const { otel, receiver } = await startWithReceiver();
    receiver.answer('hang');
    const tracer = otel.tracer('test');
    for (let index = 0; index < 4_000; index += 1) tracer.startSpan('many').end();
    receiver.answer('ok');
    await otel.flush();
    await otel.flush();
    const dropped = receiver.sumOf('plumbline.otel.dropped', { signal: 'traces', reason: 'queue_full' });
    expect(dropped).toBeGreaterThan(0);
    expect(dropped).toBeLessThan(4_000);
  });
});

describe('a collector that fails', () => {
  it('is counted and named once, and heals', async () => {
    const log = recordLog();
    const { otel, receiver } = await startWithReceiver({ log, otlp: { timeoutMs: 2_000 } });
    const tracer = otel.tracer('test');
    receiver.answer('unavailable');
    for (const name of ['one', 'two']) {
      tracer.startSpan(name).end();
      expect(await otel.flush()).toBe(false);
    }
    receiver.answer('ok');
    tracer.startSpan('three').end();
    expect(await otel.flush()).toBe(true);
    await otel.flush();
    expect(receiver.sumOf('plumbline.otel.export_failures', { signal: 'traces' })).toBe(2);
    const traces = log.lines.filter(({ fields }) => (fields as { signal: string }).signal === 'traces');
    expect(traces.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'telemetry cannot be exported'],
      ['info', 'telemetry is exported again'],
    ]);
    expect(traces[0]?.fields).toMatchObject({
      endpoint: receiver.url,
      fix: expect.stringMatching(/OTEL_EXPORTER_OTLP_ENDPOINT.*OTEL_EXPORTER_OTLP_TRACES_ENDPOINT/),
    });
    expect(JSON.stringify(log.lines)).not.toContain('/v1/');
  });

  it('is named by its origin, without path and query', async () => {
    const log = recordLog();
    const tracesEndpoint = `${await findRefused()}/canary?canary=1`;
    const otel = await start({ log, sampleRatio: 1, otlp: { tracesEndpoint, timeoutMs: 200 } });
    otel.tracer('test').startSpan('lost').end();
    await otel.flush();
    expect(log.lines).toMatchObject([{ fields: { endpoint: expect.stringMatching(/^http:\/\/[^/@]+:\d+$/) } }]);
    expect(JSON.stringify(log.lines)).not.toContain('canary');
  });

  it.each([
    ['refuses', findRefused],
    ['never answers', startBlackHole],
  ])('and %s does not hold up the shutdown, which never rejects', async (_, endpoint) => {
    const otel = await start({
      sampleRatio: 1,
      otlp: { endpoint: await endpoint(), timeoutMs: 60_000 },
      metricIntervalMs: 60_000,
    });
    for (let index = 0; index < 100; index += 1) otel.tracer('test').startSpan('lost').end();
    otel.emitLog({ body: 'lost' });
    otel.meter('test').createCounter('c').add(1);
    // The exports may take a minute; the test's own limit is 20 s.
    expect(await otel.shutdown({ timeoutMs: 300 })).toBe(false);
    expect(await otel.shutdown()).toBe(false);
  });
});

describe('one per process', () => {
  it('refuses a second start, and starts again after shutdown', async () => {
    const { otel, receiver } = await startWithReceiver();
    await expect(startOtel({ service: { name: 'second' } })).rejects.toThrow(/PLB_LIFECYCLE_STARTED/);
    await otel.shutdown();
    expect(trace.getTracer('x').startSpan('none').isRecording()).toBe(false);
    const again = await start({ sampleRatio: 1, otlp: { endpoint: receiver.url } });
    trace.getTracer('x').startSpan('through the API').end();
    metrics.getMeter('x').createCounter('api').add(1);
    logs.getLogger('x').emit({ body: 'through the API' });
    await again.flush();
    expect(receiver.spans().map(({ name }) => name)).toEqual(['through the API']);
    expect(receiver.sumOf('api')).toBe(1);
    expect(receiver.logs()).toHaveLength(1);
  });

  it('names every wrong option at once and starts nothing', async () => {
    const wrong = startOtel({
      service: { name: '' },
      sampleRatio: 2,
      metricIntervalMs: 1.5,
      resourceAttributes: { 'process.command_args': 'x' },
      otlp: {
        endpoint: 'collector:4318',
        tracesEndpoint: 'http://user:secret-word@collector/v1/traces',
        headers: { 'bad header': 'secret-word' },
        timeoutMs: 0.5,
      },
    });
    await expect(wrong).rejects.toThrow(
      /PLB_OTEL_OPTION.*`otlp.endpoint`.*`otlp.tracesEndpoint`.*`otlp.headers`.*`otlp.timeoutMs`.*`service.name`.*`sampleRatio`.*`metricIntervalMs`.*process.command_args/,
    );
    await expect(wrong).rejects.not.toThrow(/secret-word/);
    await start();
  });
});

describe('selfCheck', () => {
  it('says so when another SDK is the global one', async () => {
    trace.setGlobalTracerProvider({ getTracer: () => trace.getTracer('none') });
    const { otel } = await startWithReceiver();
    expect(otel.selfCheck()).toEqual([
      {
        code: 'PLB_OTEL_API_VERSION',
        what: expect.stringMatching(/global for traces belongs to somebody else \(@opentelemetry\/api 1\.10/),
        fix: expect.stringContaining('npm ls @opentelemetry/api'),
      },
    ]);
    await otel.shutdown();
    trace.disable();
  });

  it('says so when an old copy of the API registered first', async () => {
    const key = Symbol.for('opentelemetry.js.api.1');
    const globals = globalThis as Record<symbol, unknown>;
    const kept = globals[key];
    globals[key] = { version: '1.9.0', diag: {} };
    try {
      const { otel } = await startWithReceiver();
      expect(otel.selfCheck().map(({ what }) => what)).toEqual(
        ['context', 'propagation', 'traces', 'metrics', 'logs'].map((name) =>
          expect.stringMatching(new RegExp(`global for ${name} .*1\\.9\\.0`)),
        ),
      );
      await otel.shutdown();
    } finally {
      globals[key] = kept;
    }
  });

  it('leaves the globals of others alone', async () => {
    const otel = await start();
    const key = createContextKey('test');
    context.with(ROOT_CONTEXT.setValue(key, 1), () => expect(context.active().getValue(key)).toBe(1));
    await otel.shutdown();
    context.with(ROOT_CONTEXT.setValue(key, 1), () => expect(context.active()).toBe(ROOT_CONTEXT));
  });
});

describe('canaries', () => {
  it('find no way out through spans and log records', async () => {
    const { otel, receiver } = await startWithReceiver({ otlp: { protocol: 'http/json' } });
    const canary = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc';
    const error = new Error(`login with Bearer ${canary} failed`);
    const span = otel.tracer('test').startSpan('GET', {
      attributes: {
        'http.route': '/orders/:id',
        'url.query': 'page=2&free=word',
        'url.full': 'https://api.example.test/a?free=word#frag',
        'client.address': '203.0.113.7',
        password: canary,
        note: `Bearer ${canary}`,
        list: ['fine', `Bearer ${canary}`],
      },
      links: [
        {
          context: { traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1 },
          attributes: { password: canary },
        },
      ],
    });
    span.recordException(error);
    span.addEvent('retry', { token: canary });
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    otel.emitLog({ body: `Bearer ${canary}`, attributes: { password: canary, nested: { authorization: canary } } });
    span.end();
    await otel.flush();
    expect(receiver.faults).toEqual([]);
    const bytes = bytesOf(receiver);
    for (const word of [canary, 'free=word', '203.0.113.7', 'url.query', 'frag']) expect(bytes).not.toContain(word);
    expect(receiver.spans()[0]).toMatchObject({
      name: 'GET',
      attributes: { 'http.route': '/orders/:id', 'url.full': 'https://api.example.test' },
      status: { code: 'error', message: expect.stringContaining('login with') },
      events: [{ name: 'exception', attributes: { 'exception.type': 'Error' } }, { name: 'retry' }],
    });
    expect(receiver.spans()[0]?.events[0]?.attributes['exception.stacktrace']).toContain('start-otel.test.ts');
    expect(span).toMatchObject({ attributes: { password: canary } });
  });

  it('do not leave when the redactor itself fails', async () => {
    const explode = (): never => {
      throw new Error('redactor');
    };
    const { otel, receiver } = await startWithReceiver({ redactor: { value: explode, text: explode } });
    otel.tracer('test').startSpan('canary').end();
    otel.emitLog({ body: 'canary' });
    await otel.flush();
    await otel.flush();
    expect(receiver.spans()).toEqual([]);
    expect(receiver.logs()).toEqual([]);
    for (const signal of ['traces', 'logs']) {
      expect(receiver.sumOf('plumbline.otel.dropped', { signal, reason: 'redaction_failed' })).toBe(1);
    }
  });
});
