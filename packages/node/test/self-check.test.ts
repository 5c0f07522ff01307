import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { bindHttp } from '@plumbline/trace';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { startOtel } from '@plumbline/otel';
import { describe, expect, it } from 'vitest';
import { start } from '../src/index.ts';
import { cleanup, makeFolder, runChild } from './run-child.ts';

const preload = (name: string) => ['--import', pathToFileURL(path.join(import.meta.dirname, 'fixtures', name)).href];

it('says that requests do not reach the baseline', async () => {
  const child = runChild('minimal.ts', { cwd: makeFolder(), flags: preload('deaf.ts') });
  expect(await child.ended).toBe('0');
  expect(child.lines.filter(({ level }) => level === 'error')).toMatchObject([
    {
      code: 'PLB_TRACE_UNSEEN',
      msg: expect.stringContaining('node:http'),
      fix: expect.stringContaining('diagnostics'),
    },
  ]);
  expect(child.lines.filter(({ msg }) => msg === 'request')).toEqual([]);
});

it('says that another SDK was started first', async () => {
  const receiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const child = runChild('minimal.ts', { cwd: makeFolder(), flags: preload('sdk-first.ts'), environment });
  expect(await child.ended).toBe('0');
  const errors = child.lines.filter(({ level }) => level === 'error');
  expect(errors.map(({ msg }) => /global for (\w+) belongs to somebody else/.exec(String(msg))?.[1])).toEqual(
    expect.arrayContaining(['context', 'traces', 'logs']),
  );
  for (const { code, fix } of errors)
    expect({ code, fix }).toEqual({
      code: 'PLB_OTEL_API_VERSION',
      fix: expect.stringContaining('start no second SDK'),
    });
});

describe('bindHttp beside sdk-node', () => {
  /** Spans of one request to a service with the SDK, and the trace that the request itself knows. */
  async function serve(wanted: string) {
    const receiver = await startOtlpReceiver();
    cleanup.push(() => receiver.close());
    const child = runChild('bound.ts', {
      cwd: path.join(import.meta.dirname, '..'),
      flags: ['--import', '@plumbline/node/register', ...preload('sdk-first.ts')],
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, SDK: wanted },
    });
    const { port } = await child.line('listening');
    const answer = await fetch(`http://127.0.0.1:${String(port)}/orders/7`);
    const { traceId } = (await answer.json()) as { traceId: string };
    child.kill('SIGUSR2');
    expect({ end: await child.ended, stderr: child.stderr() }).toEqual({ end: '0', stderr: '' });
    const spans = receiver.spans();
    const spanOf = (scope: string) => spans.find((span) => span.scope === scope);
    return { traceId, count: spans.length, ours: spanOf('@plumbline/trace'), work: spanOf('service'), spanOf };
  }

  it('is one trace where the SDK is given our context manager', async () => {
    const { traceId, count, ours, work } = await serve('context');
    expect(count).toBe(2);
    expect(ours).toMatchObject({ traceId, parentSpanId: '', kind: 'server' });
    expect(work).toMatchObject({ traceId, parentSpanId: ours?.spanId });
  });

  it('is a trace of its own for every span of the service where it is not', async () => {
    const { traceId, count, ours, work } = await serve('');
    expect(count).toBe(2);
    expect(ours).toMatchObject({ traceId, parentSpanId: '' });
    expect(work?.parentSpanId).toBe('');
    expect(work?.traceId).not.toBe(traceId);
  });

  it('is two server spans in two traces with HttpInstrumentation, and the work is in the one that no log line knows', async () => {
    const { traceId, count, ours, work, spanOf } = await serve('http context');
    const doubled = spanOf('@opentelemetry/instrumentation-http');
    expect(count).toBe(3);
    expect(ours).toMatchObject({ traceId, parentSpanId: '', kind: 'server' });
    expect(doubled).toMatchObject({ parentSpanId: '', kind: 'server' });
    expect(doubled?.traceId).not.toBe(traceId);
    expect(work).toMatchObject({ traceId: doubled?.traceId, parentSpanId: doubled?.spanId });
  });
});

describe('instrumentations', () => {
  const refused = (instrumentations: unknown) =>
    start(
      { service: { name: 'orders' } },
      { instrumentations: instrumentations as [], environment: {}, signals: false },
    );

  it('of HTTP are refused by the preset, which traces it', async () => {
    const http = new HttpInstrumentation({ enabled: false });
    await expect(refused([http])).rejects.toThrow(
      /PLB_CONFIG_INVALID.*options.instrumentations.0: must not be @opentelemetry\/instrumentation-http: .*twice; remove it/s,
    );
    await expect(refused([{ name: 'pg' }])).rejects.toThrow(
      /options.instrumentations.0: must be an instrumentation of/,
    );
    await expect(refused({})).rejects.toThrow(/options.instrumentations: must be a list/);
  });

  it('of HTTP are refused by startOtel while HTTP is bound, and said when it is bound later', async () => {
    const http = new HttpInstrumentation({ enabled: false });
    const options = { service: { name: 'orders' }, instrumentations: [http] };
    const first = bindHttp({ propagateTo: [] });
    await expect(startOtel(options)).rejects.toThrow(/PLB_OTEL_OPTION.*`instrumentations\[0\]` must not be/);
    first.unbind();
    const otel = await startOtel(options);
    const doubled = () => otel.selfCheck().filter(({ what }) => what.includes('two spans'));
    expect(doubled()).toEqual([]);
    const second = bindHttp({ propagateTo: [] });
    expect(doubled()).toMatchObject([{ code: 'PLB_OTEL_INSTRUMENTATION' }]);
    second.unbind();
    await otel.shutdown();
  });
});
