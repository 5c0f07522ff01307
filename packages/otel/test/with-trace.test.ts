import diagnosticsChannel from 'node:diagnostics_channel';
import http from 'node:http';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import {
  createIdentify,
  createPseudonymizer,
  createRequestContext,
  currentContext,
  type RequestContext,
  type RequestSummary,
  runInContext,
  runJob,
  setRoute,
  spanIdsOf,
} from '@plumbline/core/context';
import { describe, expect, it } from 'vitest';
import { bindHttp, currentTraceIds, noteErrorId, runMessage, runTracedJob } from '@plumbline/trace';
import { traceFetch } from '@plumbline/trace/fetch';
import { cleanup, detached, listen, startWithReceiver } from './support.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** A client that is not part of what is tested: it carries the headers it is given and no others. */
async function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries({ host: 'x', connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  let answer = '';
  for await (const part of socket) answer += String(part);
  return JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
}

async function serve(options: { propagateTo?: readonly string[]; sampleRatio?: number } = {}) {
  const { otel, receiver } = await startWithReceiver({ sampleRatio: options.sampleRatio ?? 1 });
  const ended: RequestSummary[] = [];
  let url = '';
  const binding = bindHttp({
    propagateTo: options.propagateTo ?? [],
    meter: otel.meter('@plumbline/trace'),
    // The receiver is a server of this very process.
    ignore: (path) => path.startsWith('/v1/'),
    onRequestEnd: (summary) => void ended.push(summary),
  });
  const server = http.createServer(
    detached(async (request: http.IncomingMessage, response: http.ServerResponse) => {
      setRoute(request.url?.startsWith('/hop') ? '/hop/:n' : '/leaf');
      await setImmediate();
      otel.emitLog({ body: 'inside' });
      if (request.url === '/leaf/flush') await otel.flush();
      if (request.url?.startsWith('/hop')) {
        await trace.getTracer('app').startActiveSpan('work', async (span) => {
          await (await fetch(`${url}/leaf?secret=1`)).text();
          span.end();
        });
      }
      response.writeHead(request.url?.includes('fail') ? 500 : 200).end(JSON.stringify(currentTraceIds()));
    }),
  );
  url = `http://127.0.0.1:${await listen(server)}`;
  cleanup.push(
    () => binding.unbind(),
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { otel, receiver, url, ended };
}

describe('bindHttp with an SDK', () => {
  it('makes one trace of two hops, with our attributes only', async () => {
    const { otel, receiver, url, ended } = await serve({ propagateTo: ['127.0.0.1'] });
    const headers = { 'x-request-id': 'client-supplied-id', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
    const response = await ask(`${url}/hop/1?token=secret`, headers);
    expect(response).toMatchObject({ traceId: TRACE, sampled: true });
    await otel.flush();
    expect(receiver.faults).toEqual([]);
    const spans = receiver.spans();
    const byName = Object.fromEntries(spans.map((span) => [`${span.kind} ${span.name}`, span]));
    const [hop, work, call, leaf] = ['server GET /hop/:n', 'internal work', 'client GET', 'server GET /leaf'].map(
      (name) => byName[name],
    );
    expect(spans).toHaveLength(4);
    expect(hop?.parentSpanId).toBe('00f067aa0ba902b7');
    expect(work?.parentSpanId).toBe(hop?.spanId);
    expect(call?.parentSpanId).toBe(work?.spanId);
    expect(leaf?.parentSpanId).toBe(call?.spanId);
    expect(hop?.attributes).toEqual({
      'http.request.method': 'GET',
      'url.scheme': 'http',
      'network.protocol.version': '1.1',
      'http.route': '/hop/:n',
      'http.response.status_code': 200,
      'http.response.header.x-request-id': ['client-supplied-id'],
    });
    expect(call?.attributes).toEqual({
      'http.request.method': 'GET',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(url).port),
      'http.response.status_code': 200,
    });
    expect(ended.map(({ context }) => context.requestId)).toEqual(['client-supplied-id', 'client-supplied-id']);
    expect(receiver.logs().map(({ traceId }) => traceId)).toEqual([TRACE, TRACE]);
    expect(receiver.countOf('http.server.request.duration', { 'http.route': '/leaf' })).toBe(1);
    expect(receiver.countOf('http.client.request.duration', { 'server.address': '127.0.0.1' })).toBe(1);
  });

  it('starts a new trace at a host that is not on the list', async () => {
    const { otel, receiver, url, ended } = await serve();
    await ask(`${url}/hop/1`);
    await otel.flush();
    const traceOf = (name: string): string | undefined => receiver.spans().find((span) => span.name === name)?.traceId;
    expect(traceOf('GET /leaf')).toMatch(/^[0-9a-f]{32}$/);
    expect(traceOf('GET /leaf')).not.toBe(traceOf('GET /hop/:n'));
    expect(new Set(ended.map(({ context }) => context.requestId)).size).toBe(2);
  });

  it('marks failures, as the conventions say', async () => {
    const { otel, receiver, url } = await serve();
    await (await fetch(`${url}/leaf/fail`)).text();
    await otel.flush();
    for (const kind of ['server', 'client']) {
      expect(receiver.spans().find((span) => span.kind === kind)).toMatchObject({
        status: { code: 'error', message: '' },
        attributes: { 'error.type': '500', 'http.response.status_code': 500 },
      });
    }
  });

  it('gives unsampled requests IDs too, and passes the decision on', async () => {
    const { otel, receiver, url, ended } = await serve({ sampleRatio: 0, propagateTo: ['127.0.0.1'] });
    const ids = await ask(`${url}/hop/1`);
    await otel.flush();
    expect(ids).toMatchObject({ sampled: false, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(new Set(ended.map(({ context }) => context.traceId)).size).toBe(1);
    expect(new Set(ended.map(({ context }) => context.spanId)).size).toBe(2);
    expect(receiver.spans()).toEqual([]);
  });

  it('does not trace, measure or mark its own exports', async () => {
    const { otel, receiver, url } = await serve({ propagateTo: ['127.0.0.1'] });
    await (await fetch(`${url}/leaf`)).text();
    await otel.flush();
    await otel.flush();
    await otel.flush();
    expect(receiver.requests.length).toBeGreaterThan(3);
    for (const { headers } of receiver.requests) {
      expect(headers).not.toHaveProperty('traceparent');
      expect(headers).not.toHaveProperty('x-request-id');
    }
    expect(receiver.spans().filter(({ kind }) => kind === 'client')).toHaveLength(1);
    expect(receiver.countOf('http.client.request.duration')).toBe(1);
  });

  it('carries no identity of a request into an export', async () => {
    const { receiver, url } = await serve();
    const seen: unknown[] = [];
    const see = (message: unknown): void => {
      const { request } = message as { request: http.ClientRequest };
      if (request.path.startsWith('/v1/')) seen.push(currentContext());
    };
    diagnosticsChannel.subscribe('http.client.request.created', see);
    cleanup.push(() => diagnosticsChannel.unsubscribe('http.client.request.created', see));
    await ask(`${url}/leaf`);
    await ask(`${url}/leaf/flush`);
    expect(receiver.requests.length).toBe(3);
    expect(seen.length).toBe(receiver.requests.length);
    expect(new Set(seen)).toEqual(new Set([undefined]));
  });
});

describe('runTracedJob with an SDK', () => {
  it('is a trace of its own that links to its cause', async () => {
    const { otel, receiver } = await serve();
    await otel.tracer('app').startActiveSpan('cause', async (cause) => {
      await runTracedJob('mail', async () => {
        otel.tracer('app').startSpan('step').end();
        await setImmediate();
      });
      await expect(
        runTracedJob('mail', async () => {
          throw new RangeError('the secret is out');
        }),
      ).rejects.toThrow(RangeError);
      cause.end();
    });
    await otel.flush();
    const spans = receiver.spans();
    const [done, failed] = spans.filter(({ name }) => name === 'job mail');
    const [step, cause] = ['step', 'cause'].map((name) => spans.find((span) => span.name === name));
    expect(done).toMatchObject({ name: 'job mail', parentSpanId: '', status: { code: 'unset' } });
    expect(done?.links).toMatchObject([{ spanId: cause?.spanId }]);
    expect(step).toMatchObject({ name: 'step', parentSpanId: done?.spanId, traceId: done?.traceId });
    expect(failed).toMatchObject({
      status: { code: 'error', message: '' },
      attributes: { 'error.type': 'RangeError' },
    });
    expect(failed?.events).toEqual([]);
    expect(new Set([done?.traceId, failed?.traceId, cause?.traceId]).size).toBe(3);
  });
});

describe('a scope that somebody else opens', () => {
  const leaf = async (url: string): Promise<string[]> => {
    const { traceId } = currentContext() as RequestContext;
    const seen = (await (await fetch(`${url}/leaf`)).json()) as { traceId: string };
    return [traceId, seen.traceId];
  };

  it('by `runJob` of core is one trace: its span, spans within, log records and calls', async () => {
    const { otel, receiver, url } = await serve({ propagateTo: ['127.0.0.1'] });
    const identify = createIdentify({ pseudonymizer: createPseudonymizer('k'.repeat(32)) });
    const [own, called] = await otel.tracer('app').startActiveSpan('cause', async (cause) => {
      const ids = await runJob('digest', async () => {
        identify({ id: 'u_1', role: 'clerk' });
        otel.emitLog({ body: 'in the job' });
        otel.tracer('app').startSpan('step').end();
        return leaf(url);
      });
      cause.end();
      return ids;
    });
    await otel.flush();
    expect(called).toBe(own);
    const spans = receiver.spans();
    const [job, step, call, answered, cause] = ['job digest', 'step', 'GET', 'GET /leaf', 'cause'].map((name) =>
      spans.find((span) => span.name === name),
    );
    expect([job, step, call, answered].map((span) => span?.traceId)).toEqual([own, own, own, own]);
    expect([step, call].map((span) => span?.parentSpanId)).toEqual([job?.spanId, job?.spanId]);
    expect(job?.links).toMatchObject([{ traceId: cause?.traceId, spanId: cause?.spanId }]);
    expect(job?.attributes).toEqual({ 'user.hash': expect.stringMatching(/^[0-9a-f]{32}$/), 'user.roles': ['clerk'] });
    const record = receiver.logs().find(({ body }) => body === 'in the job');
    expect(record).toMatchObject({ traceId: own, spanId: job?.spanId });
  });

  it('by `runMessage` says who acted, and counts trace context that it leaves aside', async () => {
    const { otel, receiver } = await serve();
    const identify = createIdentify({ pseudonymizer: createPseudonymizer('k'.repeat(32)) });
    const good = `00-${TRACE}-00f067aa0ba902b7-01`;
    runMessage('orders', { traceparent: good, tracestate: 'foo=1' }, () => identify({ id: 'u_1', role: 'clerk' }));
    runMessage('orders', { traceparent: [good, good], tracestate: 'foo=1' }, () => undefined);
    runMessage('orders', { traceparent: good, tracestate: `${' '.repeat(40_000)}foo=1` }, () => undefined);
    await otel.flush();
    const [first, second, third] = receiver.spans();
    expect(first?.attributes).toMatchObject({
      'user.hash': expect.stringMatching(/^[0-9a-f]{32}$/),
      'user.roles': ['clerk'],
    });
    expect([first, second, third].map((span) => span?.traceId === TRACE)).toEqual([true, false, true]);
    const refused = (header: string, reason: string): number =>
      receiver.sumOf('plumbline.requests.refused_trace_context', { header, reason });
    expect(refused('traceparent', 'repeated')).toBe(1);
    expect(refused('tracestate', 'no_parent')).toBe(1);
    expect(refused('tracestate', 'too_many')).toBe(1);
    expect(receiver.sumOf('plumbline.requests.refused_trace_context')).toBe(3);
  });

  it('by hand, from the IDs of a message, goes on with their trace', async () => {
    const { otel, receiver, url } = await serve({ propagateTo: ['127.0.0.1'] });
    const ids = { traceId: TRACE, spanId: '00f067aa0ba902b7', sampled: true };
    await runInContext(createRequestContext({ kind: 'job', requestId: 'message-1', ...ids }), async () => {
      otel.emitLog({ body: 'in the message' });
      otel.tracer('app').startSpan('step').end();
      expect(await leaf(url)).toEqual([TRACE, TRACE]);
    });
    await otel.flush();
    expect(receiver.spans().map(({ traceId }) => traceId)).toEqual([TRACE, TRACE, TRACE]);
    expect(receiver.spans().find(({ name }) => name === 'step')?.parentSpanId).toBe(ids.spanId);
    const record = receiver.logs().find(({ body }) => body === 'in the message');
    expect(record).toMatchObject({ traceId: TRACE, spanId: ids.spanId });
  });
});

describe('the IDs of a line', () => {
  const idsNow = (): unknown => {
    const { traceId, spanId } = spanIdsOf(currentContext() as RequestContext);
    return { traceId, spanId };
  };
  const own = (): unknown => {
    const { traceId, spanId } = currentContext() as RequestContext;
    return { traceId, spanId };
  };

  it('are those of the innermost span that is recorded and open, and those of currentTraceIds', async () => {
    const { otel } = await serve();
    const tracer = otel.tracer('app');
    await runJob('digest', async () => {
      expect(idsNow()).toEqual(own());
      await tracer.startActiveSpan('step', async (step) => {
        await setImmediate();
        const { traceId, spanId } = step.spanContext();
        expect(idsNow()).toEqual({ traceId, spanId });
        expect(currentTraceIds()).toMatchObject({ traceId, spanId });
        step.end();
        // What outlives its span belongs to the job.
        expect(idsNow()).toEqual(own());
        expect(currentTraceIds()).toMatchObject(own() as object);
      });
      expect(idsNow()).toEqual(own());
    });
  });

  it('are those of the request where nothing is recorded, and where another one is asked about', async () => {
    const { otel } = await serve({ sampleRatio: 0 });
    await runJob('digest', async () => {
      await otel.tracer('app').startActiveSpan('step', async (step) => {
        expect(step.isRecording()).toBe(false);
        expect(idsNow()).toEqual(own());
        expect(currentTraceIds()).toMatchObject(own() as object);
      });
    });
    const other = createRequestContext({ kind: 'job', requestId: 'r', traceId: 't', spanId: 's', sampled: true });
    expect(spanIdsOf(other)).toBe(other);
  });
});

describe('the ID of a fault', () => {
  const idOf = (error: Error): string => error.message;
  const note = (error: Error): void => noteErrorId(error, idOf(error));

  it('stands on the span that ran, and on that of the request which failed with it', async () => {
    const { otel, receiver } = await serve();
    const [handled, fatal, late] = ['handled', 'fatal', 'late'].map((message) => new RangeError(message));
    const handle = traceFetch(
      () =>
        otel.tracer('app').startActiveSpan('step', (step) => {
          note(handled as Error);
          step.end();
          throw fatal as Error;
        }),
      {
        tracer: otel.tracer('app'),
        onError(error) {
          note(error as Error);
          otel.tracer('app').startActiveSpan('clean up', (span) => {
            note(late as Error);
            span.end();
          });
        },
      },
    );
    expect(await (await handle(new Request('http://x/'))).text()).toContain('internal_error');
    await otel.flush();
    const faults = receiver.spans().map(({ name, attributes }) => [name, attributes['plumbline.error.id']]);
    expect(Object.fromEntries(faults)).toEqual({ step: 'handled', 'clean up': 'late', GET: 'fatal' });
  });

  it('is nowhere where nothing is recorded, and nobody is told of it', async () => {
    const { otel, receiver } = await serve({ sampleRatio: 0 });
    note(new Error('outside'));
    runTracedJob('digest', () => note(new Error('unsampled')));
    await otel.flush();
    expect(receiver.spans()).toEqual([]);
  });
});
