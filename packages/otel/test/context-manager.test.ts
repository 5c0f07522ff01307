import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { type Context, createContextKey, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { createRequestContext, currentContext, runInContext, runJob, runOutsideContext } from '@plumbline/core/context';
import { describe, expect, it } from 'vitest';
import { createContextManager } from '../src/index.ts';

const KEY = createContextKey('test');
const named = (name: string): Context => ROOT_CONTEXT.setValue(KEY, name);
const request = (tracing: Context) =>
  createRequestContext({ kind: 'request', requestId: 'r', traceId: 't', spanId: 's', tracing });

describe('createContextManager', () => {
  const manager = createContextManager();
  const active = (): unknown => manager.active().getValue(KEY);

  it('is at the root outside of everything', () => {
    expect(manager.active()).toBe(ROOT_CONTEXT);
  });

  it('falls back to the context that the request brought', async () => {
    await runInContext(request(named('request')), async () => {
      expect(active()).toBe('request');
      await setImmediate();
      expect(active()).toBe('request');
    });
    expect(manager.active()).toBe(ROOT_CONTEXT);
  });

  it('makes a context of the IDs of whoever opened a scope with them alone, and keeps it', async () => {
    const ids = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
    for (const sampled of [true, false]) {
      const message = createRequestContext({ kind: 'job', requestId: 'r', ...ids, sampled });
      await runInContext(message, async () => {
        const first = manager.active();
        const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
        expect(trace.getSpanContext(first)).toEqual({ ...ids, traceFlags });
        await setImmediate();
        expect(manager.active()).toBe(first);
      });
    }
  });

  it('nests, over asynchronous steps, with arguments and this', async () => {
    await runInContext(request(named('request')), async () => {
      const result = await manager.with(
        named('inner'),
        async function inner(this: string, a: number, b: number) {
          await setImmediate();
          return [this.valueOf(), a + b, active()];
        },
        'self',
        1,
        2,
      );
      expect(result).toEqual(['self', 3, 'inner']);
      expect(active()).toBe('request');
    });
  });

  it('does not take a span into a job, another request or the outside', () => {
    runInContext(request(named('one')), () =>
      manager.with(named('inner of one'), () => {
        expect(active()).toBe('inner of one');
        const job = runJob('job', () => [currentContext(), trace.getSpanContext(manager.active())]);
        expect(job[1]).toMatchObject({ traceId: job[0]?.traceId, spanId: job[0]?.spanId });
        runInContext(request(named('two')), () => expect(active()).toBe('two'));
        runOutsideContext(() => expect(manager.active()).toBe(ROOT_CONTEXT));
        expect(active()).toBe('inner of one');
      }),
    );
  });

  it('binds functions and leaves everything else', () => {
    const emitter = new EventEmitter();
    expect(manager.bind(named('bound'), emitter)).toBe(emitter);
    const bound = manager.bind(named('bound'), (suffix: string) => `${String(active())}${suffix}`);
    expect(bound('!')).toBe('bound!');
    expect(active()).toBeUndefined();
  });
});
