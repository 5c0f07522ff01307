// Without an SDK: whatever opens a scope, its calls go out under its own IDs.
import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { type Context, context, type ContextManager, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import {
  createRequestContext,
  currentContext,
  type RequestContext,
  runInContext,
  runJob,
} from '@plumbline/core/context';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bindHttp, currentTraceIds, errorBody, type HttpBinding } from '../src/index.ts';
import { listen } from './support.ts';

let url = '';
let binding: HttpBinding;
let server: http.Server;
beforeEach(async () => {
  server = http.createServer((request, response) => {
    const { traceparent, 'x-request-id': requestId } = request.headers;
    response.end(JSON.stringify({ traceparent, requestId }));
  });
  url = `http://127.0.0.1:${await listen(server)}`;
  binding = bindHttp({ propagateTo: ['127.0.0.1'] });
});
afterEach(() => {
  binding.unbind();
  server.close();
  server.closeAllConnections();
});

interface Sent {
  readonly traceparent: string;
  readonly requestId: string;
}
const call = async (): Promise<Sent> => (await (await fetch(url)).json()) as Sent;
const here = (): RequestContext => currentContext() as RequestContext;

describe('a scope without an SDK', () => {
  it('of `runJob` of core sends its own trace ID and request ID, with the flag of a random one', async () => {
    const [context, sent, ids] = await runJob('digest', async () => {
      await setImmediate();
      return [here(), await call(), currentTraceIds()] as const;
    });
    expect(context).toMatchObject({ kind: 'job', routePattern: 'job:digest', sampled: false });
    expect(sent.traceparent).toMatch(new RegExp(`^00-${context.traceId}-[0-9a-f]{16}-02$`));
    expect(sent.requestId).toBe(context.requestId);
    expect(ids).toEqual({ traceId: context.traceId, spanId: context.spanId, sampled: false });
  });

  it.each([
    [true, '01'],
    [false, '00'],
  ])('opened by hand goes on with the IDs it was given, sampled: %s', async (sampled, flags) => {
    const ids = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', sampled };
    const context = createRequestContext({ kind: 'job', requestId: 'message-1', ...ids });
    const [first, second] = await runInContext(context, async () => [await call(), await call()] as const);
    for (const { traceparent, requestId } of [first, second]) {
      // Nobody said that the ID is random.
      expect(traceparent).toMatch(new RegExp(`^00-${ids.traceId}-[0-9a-f]{16}-${flags}$`));
      expect(requestId).toBe('message-1');
    }
    expect(first.traceparent).not.toBe(second.traceparent);
  });

  it('is as it was when the binding has ended', () => {
    binding.unbind();
    const context = runJob('digest', here);
    expect(context.tracing).toBeUndefined();
    expect(context.spanId).toMatch(/^[0-9a-f]{16}$/);
  });
});

/** As other SDKs have it: one store, in which requests and jobs of ours do not occur. */
function createForeignManager(): ContextManager {
  const store = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => store.getStore() ?? ROOT_CONTEXT,
    with: (active, fn, thisArg, ...args) => store.run(active, () => fn.apply(thisArg as never, args)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}

describe('a job beside the context manager of another SDK', () => {
  it('does not go on with the span that started it', async () => {
    context.setGlobalContextManager(createForeignManager());
    const cause = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
    const active = trace.setSpanContext(ROOT_CONTEXT, { ...cause, traceFlags: TraceFlags.SAMPLED });
    try {
      const [job, sent, ids] = await context.with(active, () =>
        runJob('digest', async () => {
          await setImmediate();
          return [here(), await call(), currentTraceIds()] as const;
        }),
      );
      expect(job.traceId).not.toBe(cause.traceId);
      expect(sent.traceparent.slice(3, 35)).toBe(job.traceId);
      expect(ids).toMatchObject({ traceId: job.traceId, spanId: job.spanId });
    } finally {
      context.disable();
    }
  });
});

describe('errorBody', () => {
  it('names the fault where it is asked to, and nothing that is no such ID', () => {
    const idOf = (errorId: string | undefined): string | undefined => errorBody('no', { errorId }).error.error_id;
    expect(idOf('572c1ec19ef1adc2')).toBe('572c1ec19ef1adc2');
    for (const other of [undefined, '', 'jane@example.com', '572c1ec19ef1adc', '572C1EC19EF1ADC2']) {
      expect(errorBody('no', { errorId: other })).toEqual({ error: { code: 'no', request_id: '' } });
    }
  });
});
