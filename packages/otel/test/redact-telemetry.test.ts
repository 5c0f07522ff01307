import { createTraceState, SpanStatusCode, trace, TraceFlags, ROOT_CONTEXT } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { bytesOf, startWithReceiver } from './support.ts';

const SECRET = 'Zq7WnB3xKt9RmV2yHc5LpD8s';
const KEY = `sk_live_${SECRET}`;
const remote = (traceState: string) => ({
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
  traceState: createTraceState(traceState),
});

describe('a trace state, which the caller chooses,', () => {
  it('stays behind when it holds a secret, of the span and of its links', async () => {
    const { otel, receiver } = await startWithReceiver();
    const parent = trace.setSpanContext(ROOT_CONTEXT, remote(`own=${KEY}`));
    const links = [{ context: remote(`link=${KEY},mail=joe.bloggs@example.com`) }];
    otel.tracer('test').startSpan('checkout', { links }, parent).end();
    await otel.flush();
    expect(receiver.spans()).toHaveLength(1);
    expect(bytesOf(receiver)).not.toContain(SECRET);
    expect(bytesOf(receiver)).not.toContain('joe.bloggs');
  });

  it('leaves as it came when it holds none', async () => {
    const { otel, receiver } = await startWithReceiver();
    const parent = trace.setSpanContext(ROOT_CONTEXT, remote('vendor=00f067aa'));
    otel.tracer('test').startSpan('checkout', {}, parent).end();
    await otel.flush();
    expect(bytesOf(receiver)).toContain('vendor=00f067aa');
  });
});

describe('an address of the web', () => {
  it('stays behind but for its origin, in every text of a span, whoever wrote it', async () => {
    const { otel, receiver } = await startWithReceiver();
    const address = 'http://user:word@127.0.0.1:4403/stock/jane-doe?ref=4711#part';
    // What Next names its own spans and puts on them.
    const attributes = {
      'next.span_name': `fetch GET ${address}`,
      'http.url': address,
      'http.target': '/nope/jane-doe',
      'url.path': '/nope/jane-doe',
      'user_agent.original': 'jane-doe',
      'network.peer.address': '203.0.113.7',
      list: ['kept', `see "${address}"`],
      plain: 'GET /items/:id',
      file: 'file:///srv/app.js:3:4',
    };
    const span = otel.tracer('next.js').startSpan(`fetch GET ${address}`, { attributes });
    span.addEvent(`at ${address}`, { address });
    span.recordException(new Error(`fetch of ${address} failed`));
    span.setStatus({ code: SpanStatusCode.ERROR, message: `wss://jane-doe@b.example/jane-doe` });
    span.end();
    await otel.flush();
    for (const word of ['jane-doe', '4711', '203.0.113.7', 'word', 'part']) {
      expect(bytesOf(receiver)).not.toContain(word);
    }
    expect(receiver.spans()[0]).toMatchObject({
      name: 'fetch GET http://127.0.0.1:4403',
      attributes: {
        'next.span_name': 'fetch GET http://127.0.0.1:4403',
        'http.url': 'http://127.0.0.1:4403',
        list: ['kept', 'see "http://127.0.0.1:4403"'],
        plain: 'GET /items/:id',
        file: 'file:///srv/app.js:3:4',
      },
      status: { message: 'wss://b.example' },
    });
  });
});

describe('a text that is too long for an attribute', () => {
  it.each([8, 12, 20])('is cut after it is cleaned: no first %i characters of a secret are left', async (left) => {
    const { otel, receiver } = await startWithReceiver();
    const text = `${'x'.repeat(8_192 - ` ${KEY}`.length + SECRET.length - left)} ${KEY}`;
    const span = otel.tracer('test').startSpan('checkout', { attributes: { text, list: [text] } });
    span.addEvent('event', { text });
    span.recordException(new Error(text));
    span.end();
    otel.emitLog({ body: text, attributes: { text } });
    await otel.flush();
    expect(receiver.spans()).toHaveLength(1);
    expect(receiver.logs()).toHaveLength(1);
    expect(bytesOf(receiver)).not.toContain(SECRET.slice(0, left));
    expect(bytesOf(receiver)).not.toContain(SECRET.slice(0, 8));
  });

  it('has at most 8,192 characters on the wire', async () => {
    const { otel, receiver } = await startWithReceiver({ otlp: { protocol: 'http/json' } });
    const long = 'word '.repeat(20_000);
    otel
      .tracer('test')
      .startSpan('checkout', { attributes: { long, list: [long] } })
      .end();
    otel.emitLog({ body: 'said', attributes: { long } });
    await otel.flush();
    for (const { attributes } of [...receiver.spans(), ...receiver.logs()]) {
      expect(attributes['long']).toHaveLength(8_192);
    }
  });
});

describe('what names a person or their machine', () => {
  const NEVER = [
    'client.address',
    'db.query.parameter.email',
    'db.query.text',
    'db.statement',
    'enduser.id',
    'enduser.pseudo.id',
    'geo.locality.name',
    'host.ip',
    'host.mac',
    'http.request.header',
    'http.request.header.authorization',
    'http.request.header.x-forwarded-for',
    'http.response.header.set-cookie',
    'k8s.pod.annotation.note',
    'net.peer.name',
    'net.sock.peer.name',
    'network.peer.port',
    'process.command_line',
    'process.environment_variable.AWS_SECRET_ACCESS_KEY',
    'rpc.dubbo.request.metadata.cookie',
    'rpc.grpc.request.metadata.authorization',
    'rpc.request.metadata.authorization',
    'source.address',
    'tls.client.subject',
    'url.original',
    'user.id',
    'user.plan',
    'user_agent.name',
  ];
  const KEPT = [
    'db.query.summary',
    'host.name',
    'http.request.header.content-type',
    'http.response.header.x-request-id',
    'rpc.method',
    'user.hash',
    'user.roles',
  ];

  it('stays behind, whoever set it, in spans and in log records', async () => {
    const { otel, receiver } = await startWithReceiver();
    const attributes = Object.fromEntries([...NEVER, ...KEPT].map((name) => [name, 'word']));
    otel.tracer('test').startSpan('one', { attributes }).end();
    otel.emitLog({ body: 'a line', attributes });
    otel.emitLog({ body: 'a clean line', attributes }, { clean: true });
    await otel.flush();
    const items = [...receiver.spans(), ...receiver.logs()];
    expect(items.map((item) => Object.keys(item.attributes).toSorted())).toEqual([KEPT, KEPT, KEPT]);
  });

  it('stays behind after more names than are remembered', async () => {
    const { otel, receiver } = await startWithReceiver();
    for (let from = 0; from < 3_000; from += 100) {
      const names = Array.from({ length: 100 }, (_, index) => [`made.up.${from + index}`, 1]);
      otel.emitLog({ body: 'a line', attributes: Object.fromEntries(names) }, { clean: true });
    }
    otel.emitLog({ body: 'the last', attributes: { 'user.id': 'word', kept: 1 } }, { clean: true });
    await otel.flush();
    expect(receiver.logs().find(({ body }) => body === 'the last')?.attributes).toEqual({ kept: 1 });
  });
});

describe('the request ID of a span', () => {
  const NAME = 'http.response.header.x-request-id';

  it('stays whole, however random it is, and hides what is more than random', async () => {
    const { otel, receiver } = await startWithReceiver();
    const ids = ['Vq3Zt8KpXw2NcR7mYbL4sDf9HgJ6TkQe', KEY];
    for (const id of ids)
      otel
        .tracer('test')
        .startSpan('one', { attributes: { [NAME]: [id] } })
        .end();
    await otel.flush();
    expect(receiver.spans().map(({ attributes }) => attributes[NAME])).toEqual([[ids[0]], ['[redacted:stripe-key]']]);
  });
});
