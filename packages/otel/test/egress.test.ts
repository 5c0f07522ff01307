import http from 'node:http';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { signals, wireLabel } from '@plumbline/core';
import { createRequestContext, runInContext, setRoute } from '@plumbline/core/context';
import { bindHttp } from '@plumbline/trace';
import { expect, it } from 'vitest';
import { otelEgress } from '../src/index.ts';
import { cleanup, detached, listen, startWithReceiver } from './support.ts';

const declared = Object.fromEntries(otelEgress().map((signal) => [signal.signal, signal]));

const namesOf = (signal: string): readonly string[] => (declared[signal]?.attributes ?? []).map(({ name }) => name);

const covers = (names: readonly string[], key: string): boolean =>
  names.some((name) => name === key || (name !== '*' && name.endsWith('.*') && key.startsWith(name.slice(0, -1))));

const beyond = (signal: string, keys: Iterable<string>): readonly string[] =>
  [...new Set(keys)].filter((key) => !covers(namesOf(signal), key));

it.each(['http/protobuf', 'http/json'] as const)(
  'declares what %s sends, and what a request puts on its span',
  async (protocol) => {
    const { otel, receiver } = await startWithReceiver({
      otlp: { protocol },
      resourceAttributes: { 'k8s.pod.name': 'p', 'cloud.region': 'r', 'service.namespace': 'n' },
    });
    const binding = bindHttp({
      propagateTo: [],
      meter: otel.meter('@plumbline/trace'),
      ignore: (path) => path.startsWith('/v1/'),
    });
    const server = http.createServer(
      detached(async (request: http.IncomingMessage, response: http.ServerResponse) => {
        setRoute('/orders/:id');
        const span = trace.getActiveSpan();
        if (request.url === '/fail') await fetch(`${url}/ok`);
        span?.setStatus({ code: SpanStatusCode.ERROR, message: 'm' });
        const attributes = { service: 's', 'plumbline.request.id': 'r', 'user.hash': 'a', 'plumbline.error.id': 'e' };
        otel.emitLog({ body: 'b', severityText: 'info', attributes });
        response.writeHead(request.url === '/fail' ? 500 : 200).end();
      }),
    );
    const url = `http://127.0.0.1:${await listen(server)}`;
    cleanup.push(
      () => binding.unbind(),
      () => server.close(),
      () => server.closeAllConnections(),
    );
    await fetch(`${url}/fail`, { headers: { 'x-request-id': 'abc' } });
    await runInContext(
      createRequestContext({ kind: 'job', requestId: 'r', traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }),
      () => otel.flush(),
    );
    await otel.flush();

    expect(receiver.spans().length).toBeGreaterThan(2);
    expect(
      beyond(
        'otlp-traces',
        receiver.spans().flatMap(({ attributes }) => Object.keys(attributes)),
      ),
    ).toEqual([]);
    expect(
      beyond(
        'otlp-metrics',
        receiver.metrics().flatMap(({ attributes }) => Object.keys(attributes)),
      ),
    ).toEqual([]);
    expect(
      beyond(
        'otlp-logs',
        receiver.logs().flatMap(({ attributes }) => Object.keys(attributes)),
      ),
    ).toEqual([]);
    const resource = receiver.resources().flatMap((attributes) => Object.keys(attributes));
    expect(resource).toContain('k8s.pod.name');
    for (const { path, method, headers } of receiver.requests) {
      const signal = `otlp-${path.slice('/v1/'.length)}`;
      expect(declared[signal]?.endpoints).toContainEqual({ at: 'env:OTEL_EXPORTER_OTLP_ENDPOINT', method, path });
      expect(Object.keys(headers).filter((name) => !declared[signal]?.headers.includes(name))).toEqual([]);
      expect(
        beyond(
          signal,
          resource.map((name) => `resource.${name}`),
        ),
      ).toEqual([]);
    }
  },
);

it('declares every label of the signal table', () => {
  const labels = Object.values(signals).flatMap(({ labels: own }) => Object.keys(own).map(wireLabel));
  expect(beyond('otlp-metrics', labels)).toEqual([]);
});
