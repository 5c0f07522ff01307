import path from 'node:path';
import { createProductQueries } from '@plumbline/adapter-clickhouse';
import { queryAudit } from '@plumbline/audit';
import { sqliteStore } from '@plumbline/audit/sqlite';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { describe, expect, it } from 'vitest';
import { cleanup, makeFolder, runChild } from './run-child.ts';

describe('everything on', () => {
  it('joins log line, span, event, audit record and response of one request, and accounts for all of it', async () => {
    const folder = makeFolder();
    const receiver = await startOtlpReceiver();
    cleanup.push(() => receiver.close());
    const embedded = { directory: path.join(folder, 'clickhouse') };
    const spool = path.join(folder, 'spool');
    const child = runChild('service.ts', {
      cwd: folder,
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_TRACES_SAMPLER_ARG: '1',
        PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: embedded.directory,
        PLUMBLINE_AUDIT_SPOOL_DIR: spool,
        PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40),
        // The deadline is another test's: on a busy machine the engine may still be on its way up when the signal comes.
        SHUTDOWN_MS: '20000',
      },
    });
    const { port } = await child.line('listening');
    const origin = `http://127.0.0.1:${String(port)}`;
    const answer = await fetch(`${origin}/orders/7`, { headers: { 'x-request-id': 'one-request-1' } });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([200, 'one-request-1']);
    for (const probe of ['/livez', '/readyz', '/healthz']) expect((await fetch(origin + probe)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await child.ended).toBe('SIGTERM');

    const own = child.lines.filter(({ request_id: id }) => id === 'one-request-1');
    expect(own.map(({ msg }) => msg)).toEqual(['audit', 'order placed', 'request']);
    const [witness, placed, summary] = own;
    expect(summary).toMatchObject({ route_pattern: '/orders/:id', status: 200, outcome: 'ok', service: 'orders' });
    expect(new Set(own.map(({ trace_id: id }) => id)).size).toBe(1);
    // Probes leave no summary, span or duration.
    expect(child.lines.filter(({ msg }) => msg === 'request')).toHaveLength(1);
    expect(receiver.countOf('http.server.request.duration')).toBe(1);

    // One span: what the baseline sends itself is not traced.
    expect(receiver.spans().map(({ name, kind }) => [name, kind])).toEqual([['GET /orders/:id', 'server']]);
    expect(receiver.spans()[0]).toMatchObject({ traceId: summary?.['trace_id'], spanId: summary?.['span_id'] });
    expect(receiver.countOf('http.client.request.duration')).toBe(0);
    const logs = receiver.logs().filter(({ attributes }) => attributes['plumbline.request.id'] === 'one-request-1');
    expect(logs.map(({ body, traceId }) => [body, traceId])).toEqual(own.map(({ msg, trace_id: id }) => [msg, id]));
    // What a record of OpenTelemetry says itself does not stand beside it once more.
    const intrinsic = new Set(['time', 'level', 'msg', 'service', 'trace_id', 'span_id']);
    expect(logs.flatMap(({ attributes }) => Object.keys(attributes)).filter((key) => intrinsic.has(key))).toEqual([]);
    expect(JSON.stringify([child.lines, receiver.logs()])).not.toContain('jane@example.com');

    await using queries = createProductQueries({ embedded });
    const rows = await queries.query(
      'SELECT name, route_pattern, anonymous_user_id FROM plumbline.product_telemetry_events',
    );
    expect(rows).toEqual([
      { name: 'order_placed', route_pattern: '/orders/:id', anonymous_user_id: placed?.['actor_id'] },
    ]);
    const store = sqliteStore({ path: path.join(spool, 'audit.sqlite') });
    cleanup.push(() => store.close?.());
    const { records } = await queryAudit(store);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      id: witness?.['audit_id'],
      action: 'order.placed',
      request_id: 'one-request-1',
      trace_id: summary?.['trace_id'],
    });

    const sum = (name: string): number => receiver.sumOf(name);
    expect(sum('plumbline.events.accepted')).toBe(1);
    expect(sum('plumbline.events.accepted')).toBe(
      sum('plumbline.events.delivered') + sum('plumbline.events.lost') + sum('plumbline.events.pending'),
    );
    expect(sum('plumbline.audit.recorded')).toBe(1);
    expect(sum('plumbline.audit.recorded')).toBe(
      sum('plumbline.audit.stored') + sum('plumbline.audit.lost') + sum('plumbline.audit.pending'),
    );
    expect(receiver.sumOf('plumbline.usage.actions', { action: 'order_placed' })).toBe(1);
    expect(receiver.sumOf('plumbline.dependency.calls', { dependency: 'mail', outcome: 'success' })).toBe(1);
    expect(receiver.faults).toEqual([]);
  });
});
