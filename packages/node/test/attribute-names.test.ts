import path from 'node:path';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { expect, it } from 'vitest';
import { conventionAttributes, ownAttributes } from '../../otel/test/conventions/attribute-table.ts';
import { faultsOf } from '../../otel/test/conventions/judge.ts';
import { cleanup, makeFolder, runChild } from './run-child.ts';

/** Fields of the service itself. */
const APPLICATION: ReadonlySet<string> = new Set(['note', 'port']);

/** What other tests hold: kept traces, and what this service does not set. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'db.client.connection.pool.name',
  'db.client.connection.state',
  'plumbline.feature',
  'plumbline.sampling.lost_spans',
  'plumbline.sampling.reason',
  'plumbline.surface',
]);

it.each(['http/protobuf', 'http/json'])('every attribute that leaves over %s is in the registry', async (protocol) => {
  const folder = makeFolder();
  const receiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  const child = runChild('names.ts', {
    cwd: folder,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_TRACES_SAMPLER_ARG: '1',
      OTEL_RESOURCE_ATTRIBUTES: 'k8s.pod.name=orders-1,cloud.region=r,process.command_args=x',
      PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: path.join(folder, 'clickhouse'),
      PLUMBLINE_AUDIT_SPOOL_DIR: path.join(folder, 'spool'),
      PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40),
    },
  });
  const { port } = await child.line('listening');
  const origin = `http://127.0.0.1:${String(port)}`;
  // One ID is kept, and one replaced.
  for (const id of ['one-request-1', 'a b']) await fetch(`${origin}/orders/7`, { headers: { 'x-request-id': id } });
  child.kill('SIGTERM');
  expect(await child.ended).toBe('SIGTERM');

  const { spans, metrics, logs } = { spans: receiver.spans(), metrics: receiver.metrics(), logs: receiver.logs() };
  const found = [
    ...receiver.resources().flatMap((attributes) => faultsOf('resource', attributes)),
    ...spans.flatMap(({ attributes, events, links }) =>
      [{ attributes }, ...events, ...links].flatMap((part) => faultsOf('span', part.attributes)),
    ),
    ...metrics.flatMap(({ attributes }) => faultsOf('metric', attributes)),
    ...logs.flatMap(({ attributes }) => faultsOf('log', attributes, APPLICATION)),
  ];
  expect([...new Set(found)]).toEqual([]);
  // None of this is said of nothing.
  expect(receiver.faults).toEqual([]);
  const names = new Set([...spans, ...metrics, ...logs].flatMap(({ attributes }) => Object.keys(attributes)));
  const expected = Object.entries({ ...conventionAttributes, ...ownAttributes })
    .filter(([name, { on }]) => !name.endsWith('.*') && !on.includes('resource') && !ELSEWHERE.has(name))
    .map(([name]) => name);
  expect(expected.filter((name) => !names.has(name))).toEqual([]);
});
