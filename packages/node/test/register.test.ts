import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { afterAll, expect, it } from 'vitest';
import { startPostgres } from './fixtures/postgres.ts';
import { cleanup, runChild } from './run-child.ts';

/** Where `@plumbline/node` finds itself. */
const cwd = path.join(import.meta.dirname, '..');
const REGISTER = ['--import', '@plumbline/node/register'];

const database = await startPostgres();
afterAll(() => database.close());

/** Runs a service that asks PostgreSQL once in one request, and gives what it said and sent. */
async function serveOnce(name: string, flags: readonly string[]) {
  const receiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_TRACES_SAMPLER_ARG: '1',
    PGPORT: String((database.address() as AddressInfo).port),
  };
  const child = runChild(name, { cwd, flags, environment });
  const { port } = await child.line('listening');
  const answer = await fetch(`http://127.0.0.1:${String(port)}/orders/7`);
  expect(await answer.text()).toBe('[{"one":1}]');
  child.kill('SIGTERM');
  expect({ ended: await child.ended, stderr: child.stderr() }).toEqual({ ended: 'SIGTERM', stderr: '' });
  const faults = child.lines.filter(({ level }) => level === 'error').map(({ code, msg }) => ({ code, msg }));
  const spans = receiver.spans();
  return { faults, spans, request: spans.find(({ kind }) => kind === 'server') };
}

it.each([
  ['library.ts', REGISTER],
  ['library.cts', REGISTER],
  // CommonJS is patched without the hook.
  ['library.cts', []],
])('lets an instrumentation see the library of %s with the flags %o', async (name, flags) => {
  const { faults, spans, request } = await serveOnce(name, flags);
  expect(faults).toEqual([]);
  expect(request?.parentSpanId).toBe('');
  expect(spans.map(({ name: span, traceId, parentSpanId }) => ({ span, traceId, parentSpanId }))).toEqual([
    { span: 'pg.connect', traceId: request?.traceId, parentSpanId: request?.spanId },
    { span: 'pg.query:SELECT postgres', traceId: request?.traceId, parentSpanId: request?.spanId },
    { span: 'GET /orders/:id', traceId: request?.traceId, parentSpanId: '' },
  ]);
});

it.each([
  [REGISTER, []],
  [
    [],
    [/^Imports of ES modules do not reach @opentelemetry\/instrumentation-pg; .* is recorded in part or not at all/],
  ],
])('with the flags %o says what is true of a library that is imported later', async (flags, messages) => {
  const child = runChild('library-later.ts', { cwd, flags });
  expect(await child.ended).toBe('0');
  const errors = child.lines.filter(({ level }) => level === 'error');
  expect(errors).toEqual(
    messages.map((msg) =>
      expect.objectContaining({
        code: 'PLB_OTEL_INSTRUMENTATION',
        msg: expect.stringMatching(msg),
        fix: expect.stringContaining('node --import @plumbline/node/register'),
      }),
    ),
  );
});

it('is missed loudly where the library comes first, which is not recorded then', async () => {
  const { faults, spans } = await serveOnce('library-late.ts', []);
  const msg = expect.stringMatching(/^pg, pg-pool was loaded before @opentelemetry\/instrumentation-pg could patch it/);
  expect(faults).toEqual([{ code: 'PLB_OTEL_INSTRUMENTATION', msg }]);
  expect(spans.map(({ name }) => name)).toEqual(['GET /orders/:id']);
});

it('says what was loaded too early', async () => {
  const { faults, spans } = await serveOnce('library-late.ts', REGISTER);
  // The import itself can still be patched; what the library had required by then cannot.
  expect(spans.map(({ name }) => name)).toEqual(['pg.connect', 'pg.query:SELECT postgres', 'GET /orders/:id']);
  expect(faults).toEqual([
    {
      code: 'PLB_OTEL_INSTRUMENTATION',
      msg: 'pg-pool was loaded before @opentelemetry/instrumentation-pg could patch it; nothing of it is recorded.',
    },
  ]);
});
