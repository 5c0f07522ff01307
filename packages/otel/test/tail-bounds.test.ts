import { ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { AlwaysOffSampler, type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, it } from 'vitest';
import type { TailBounds } from '../src/tail-buffer.ts';
import { createTailProcessor } from '../src/tail-processor.ts';
import { recordUndecided } from '../src/tail-sampler.ts';

const WIDE: TailBounds = { spansPerRoot: 1_000, roots: 1_000, bytes: 1e9, ageMs: 1e9 };

/** The SDK with our sampler and processor, before a processor that notes what comes. */
function build(bounds: Partial<TailBounds>) {
  const clock = {
    now: 0,
    timers: new Set<{ readonly at: number; readonly fn: () => void }>(),
    /** Lets time pass, and the timers fire that are due. */
    pass(ms: number) {
      clock.now += ms;
      for (const timer of [...clock.timers].filter(({ at }) => at <= clock.now)) {
        clock.timers.delete(timer);
        timer.fn();
      }
    },
  };
  const passed: ReadableSpan[] = [];
  const drops: Record<string, number> = {};
  const inner: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => void passed.push(span),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const processor = createTailProcessor({
    keep: { errors: true, slowerThanMs: Infinity, maxPerSecond: 1_000 },
    inner,
    kept: { add: () => undefined },
    dropped: {
      add: (count, labels) =>
        void (drops[String(labels?.['reason'])] = (drops[String(labels?.['reason'])] ?? 0) + count),
    },
    now: () => clock.now,
    after: (ms, fn) => {
      const timer = { at: clock.now + ms, fn };
      clock.timers.add(timer);
      return { cancel: () => void clock.timers.delete(timer) };
    },
    bounds: { ...WIDE, ...bounds },
  });
  const provider = new TracerProvider({
    sampler: recordUndecided(new AlwaysOffSampler()),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('test');
  const addChild = (root: Span, name: string, attributes = {}): void =>
    tracer.startSpan(name, { attributes }, trace.setSpan(ROOT_CONTEXT, root)).end();
  const fail = (root: Span): void => {
    root.setStatus({ code: SpanStatusCode.ERROR });
    root.end();
  };
  const names = (): string[] => passed.map(({ name }) => name);
  return {
    clock,
    passed,
    drops,
    provider,
    begin: (name: string) => tracer.startSpan(name, {}, ROOT_CONTEXT),
    addChild,
    fail,
    names,
  };
}

it('holds so many children of one root, and the root says how many it lost', () => {
  const { begin, addChild, fail, names, drops, passed } = build({ spansPerRoot: 2 });
  const root = begin('root');
  for (const name of ['a', 'b', 'c', 'd']) addChild(root, name);
  fail(root);
  expect(names()).toEqual(['a', 'b', 'root']);
  expect(drops).toEqual({ root_full: 2 });
  expect(passed.at(-1)?.attributes).toMatchObject({ 'plumbline.sampling.lost_spans': 2 });
  expect(passed[0]?.attributes).not.toHaveProperty('plumbline.sampling.lost_spans');
});

it('holds so many bytes, and has room again when roots have ended', () => {
  const { begin, addChild, fail, names, drops } = build({ bytes: 25_000 });
  const [first, second] = [begin('first'), begin('second')];
  addChild(first, 'long', { text: 'x'.repeat(15_000) });
  addChild(second, 'too long', { text: ['x'.repeat(15_000)] });
  addChild(second, 'short');
  expect(drops).toEqual({ bytes_full: 1 });
  first.end();
  addChild(second, 'long', { text: 'x'.repeat(15_000) });
  fail(second);
  expect(names()).toEqual(['short', 'long', 'second']);
  expect(drops).toEqual({ bytes_full: 1 });
});

it('lets go of the oldest root when there are too many, and still decides on it', () => {
  const { begin, addChild, fail, names, drops } = build({ roots: 2 });
  const roots = ['one', 'two', 'three'].map(begin);
  for (const root of roots) addChild(root, 'child');
  addChild(roots[0] as Span, 'later');
  for (const root of roots) fail(root);
  expect(names()).toEqual(['one', 'child', 'two', 'child', 'three']);
  expect(drops).toEqual({ roots_full: 2 });
});

it('forgets the children of a root that never ends', () => {
  const { begin, addChild, fail, names, drops, clock, passed } = build({ ageMs: 1_000, bytes: 5_000 });
  const endless = begin('endless');
  for (let index = 0; index < 3; index += 1) addChild(endless, 'child');
  clock.now = 1_000;
  const next = begin('next');
  for (let index = 0; index < 3; index += 1) addChild(next, 'of next');
  expect(drops).toEqual({ expired: 3 });
  addChild(endless, 'later');
  fail(next);
  fail(endless);
  expect(names()).toEqual(['of next', 'of next', 'of next', 'next', 'endless']);
  expect(drops).toEqual({ expired: 4 });
  expect(passed.at(-1)?.attributes).toMatchObject({ 'plumbline.sampling.lost_spans': 4 });
});

it('lets go of what is too old although nothing else comes, with one timer', () => {
  const { begin, addChild, fail, names, drops, clock } = build({ ageMs: 1_000 });
  const [first, second] = [begin('first'), begin('second')];
  addChild(first, 'child');
  clock.pass(400);
  for (let index = 0; index < 2; index += 1) addChild(second, 'child');
  expect(clock.timers.size).toBe(1);
  clock.pass(600);
  expect(drops).toEqual({ expired: 1 });
  clock.pass(399);
  expect(drops).toEqual({ expired: 1 });
  clock.pass(1);
  expect(drops).toEqual({ expired: 3 });
  expect(clock.timers.size).toBe(0);
  fail(first);
  expect(names()).toEqual(['first']);
});

it('makes room for a root by its own age', () => {
  const { begin, addChild, drops, clock } = build({ ageMs: 1_000, bytes: 1_500 });
  const root = begin('root');
  addChild(root, 'child');
  clock.now = 5_000;
  addChild(root, 'second');
  expect(drops).toEqual({ expired: 2 });
});

it('holds nothing of roots that end, however many there are', () => {
  const { begin, addChild, drops, names } = build({ roots: 2, bytes: 5_000 });
  for (let index = 0; index < 1_000; index += 1) {
    const root = begin('root');
    addChild(root, 'child');
    root.end();
  }
  expect(names()).toEqual([]);
  expect(drops).toEqual({});
});

it('passes nothing on that was undecided at shutdown, counts it and waits for nothing', async () => {
  const { begin, addChild, provider, names, drops, clock } = build({});
  addChild(begin('open'), 'child');
  await provider.shutdown();
  expect(names()).toEqual([]);
  expect(drops).toEqual({ shutdown: 1 });
  expect(clock.timers.size).toBe(0);
});

it('does not record below a span that is not recorded', () => {
  const { provider } = build({});
  const ignored = trace.wrapSpanContext({
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    traceFlags: 0,
  });
  const child = provider.getTracer('test').startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, ignored));
  expect(child.isRecording()).toBe(false);
});
