import { createTraceState, trace, TraceFlags, ROOT_CONTEXT } from '@opentelemetry/api';
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
