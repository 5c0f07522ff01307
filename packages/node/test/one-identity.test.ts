// One request through everything: response, log line, its OTLP copy, spans and error tracker are compared with each other.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { currentContext, runJob, setRoute } from '@plumbline/core/context';
import { describe, expect, it } from 'vitest';
import type { Plumbline } from '../src/index.ts';
import type { WireEvent } from '../../sentry/test/ingest.ts';
import { startTracked, type Tracked } from './fixtures/tracked.ts';
import { cleanup, type Line } from './run-child.ts';

const ACTORS: Readonly<Record<string, { readonly id: string; readonly orgId: string; readonly role: string }>> = {
  ann: { id: 'u-ann-raw', orgId: 'o-raw', role: 'clerk' },
  bob: { id: 'u-bob-raw', orgId: 'o-raw', role: 'approver' },
};

interface World extends Tracked {
  readonly url: string;
}

/** Lets `count` callers go on together: here requests, each within its child span. */
function createBarrier(count: number): () => Promise<void> {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let waiting = 0;
  return () => {
    waiting += 1;
    if (waiting === count) open();
    return opened;
  };
}

function settle(error: Error): never {
  throw error;
}

function handlerOf(plumbline: Plumbline, meet: () => Promise<void>) {
  const { logger } = plumbline;
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    setRoute('/orders/:id');
    const actor = ACTORS[String(request.headers['x-user'])];
    if (actor) plumbline.identify(actor);
    logger.info('outside of the span');
    await trace.getTracer('app').startActiveSpan('settle', async (span) => {
      await meet();
      logger.info('inside of the span');
      try {
        settle(new RangeError('cannot settle'));
      } catch (error) {
        const errorId = plumbline.captureError(error);
        response.writeHead(500).end(JSON.stringify(plumbline.errorBody('settle_failed', { errorId })));
      }
      span.end();
    });
    logger.info('after the span');
  };
}

async function serve(users: number): Promise<World> {
  const service = { name: 'orders', version: '1.2.3' };
  const tracked = await startTracked({ service, metrics: { jobs: ['digest'] } });
  const handle = handlerOf(tracked.plumbline, createBarrier(users));
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { ...tracked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** What one request left in each layer. */
function tracesOf({ lines, receiver, ingest }: World, requestId: string) {
  const own = lines.filter(({ request_id: id }) => id === requestId);
  const traceId = String(own[0]?.['trace_id']);
  const spans = receiver.spans().filter((span) => span.traceId === traceId);
  const events = ingest.received.map(({ event }) => event).filter(({ tags }) => tags?.['request_id'] === requestId);
  return {
    line: (message: string) => own.find(({ msg }) => msg === message) as Line,
    own,
    copies: receiver.logs().filter(({ attributes }) => attributes['plumbline.request.id'] === requestId),
    traceId,
    server: spans.find(({ kind }) => kind === 'server'),
    child: spans.find(({ name }) => name === 'settle'),
    events,
    event: events[0] as WireEvent,
  };
}

const idsOf = (lines: readonly Line[]): unknown[] =>
  lines.map(({ msg, trace_id: traceId, span_id: spanId }) => [msg, traceId, spanId]);

describe('one failing request', () => {
  it.each([['ann', 'bob', 'nobody']])('has one identity in every layer, beside those of others', async (...users) => {
    const world = await serve(users.length);
    const answers = await Promise.all(
      users.map(async (user) => {
        const response = await fetch(`${world.url}/orders/7`, {
          headers: { 'x-request-id': `request-of-${user}`, 'x-user': user },
        });
        return (await response.json()) as { error: Readonly<Record<string, string>> };
      }),
    );
    await world.plumbline.shutdown();
    const hashes = new Set<unknown>();
    for (const [index, user] of users.entries()) {
      const requestId = `request-of-${user}`;
      const { line, own, copies, traceId, server, child, events, event } = tracesOf(world, requestId);
      // One error ID: in the answer, the line, both spans and the error tracker.
      const failed = line('unhandled error');
      const errorId = String(failed['error_id']);
      expect(errorId).toMatch(/^[0-9a-f]{16}$/);
      expect(answers[index]).toEqual({ error: { code: 'settle_failed', request_id: requestId, error_id: errorId } });
      expect([server, child].map((span) => span?.attributes['plumbline.error.id'])).toEqual([errorId, errorId]);
      expect(events).toHaveLength(1);
      expect([event.fingerprint, event.tags?.['error_id']]).toEqual([[errorId], errorId]);
      // One trace, and the span that the code ran in: in the line, its copy and the error tracker.
      expect(child).toMatchObject({ traceId, parentSpanId: server?.spanId });
      const [outer, inner] = [server?.spanId, child?.spanId];
      expect(idsOf(own)).toEqual([
        ['outside of the span', traceId, outer],
        ['inside of the span', traceId, inner],
        ['unhandled error', traceId, inner],
        ['after the span', traceId, outer],
        ['request', traceId, outer],
      ]);
      expect(copies.map((copy) => [copy.body, copy.traceId, copy.spanId])).toEqual(idsOf(own));
      expect(event.contexts?.trace).toEqual({ trace_id: traceId, span_id: inner });
      // One actor, by hash and role, and none where nobody was identified.
      const { actor_id: hash, actor_role: role } = failed;
      const { 'user.hash': spanHash, 'user.roles': roles } = server?.attributes ?? {};
      expect([spanHash, roles]).toEqual([hash, ACTORS[user] && [ACTORS[user].role]]);
      expect([event.user?.['id'], event.tags?.['actor_role']]).toEqual([hash, role]);
      expect(role).toBe(ACTORS[user]?.role);
      hashes.add(hash);
    }
    expect(hashes.size).toBe(users.length);
    expect(hashes).toContain(undefined);
    const everything = JSON.stringify([world.lines, world.receiver.spans(), world.receiver.logs()]);
    for (const text of [everything, ...world.ingest.received.map((one) => one.text)])
      expect(text).not.toContain('-raw');
    expect([world.receiver.faults, world.ingest.faults]).toEqual([[], []]);
  });
});

describe('one failing job', () => {
  it.each(['metrics.job', 'runJob of core', 'runJob'] as const)('%s has one identity in every layer', async (way) => {
    const world = await serve(1);
    const { plumbline, lines, receiver, ingest } = world;
    const work = async (): Promise<string> => {
      await setImmediate();
      plumbline.identify({ id: 'u-raw', role: 'scheduler' });
      plumbline.captureError(new RangeError('cannot digest'));
      return currentContext()?.traceId ?? '';
    };
    const run = {
      'metrics.job': () => plumbline.metrics.job('digest', work),
      'runJob of core': () => runJob('digest', work),
      runJob: () => plumbline.runJob('digest', work),
    };
    const traceId = await run[way]();
    await plumbline.shutdown();
    const span = receiver.spans().find(({ name }) => name === 'job digest');
    const failed = lines.find(({ msg }) => msg === 'unhandled error');
    const ids = { trace_id: traceId, span_id: span?.spanId };
    expect(failed).toMatchObject(ids);
    expect(span?.traceId).toBe(traceId);
    expect(span?.attributes).toEqual({
      'plumbline.error.id': failed?.['error_id'],
      'user.hash': failed?.['actor_id'],
      'user.roles': ['scheduler'],
    });
    const copy = receiver.logs().find(({ body }) => body === 'unhandled error');
    expect([copy?.traceId, copy?.spanId]).toEqual([traceId, span?.spanId]);
    expect(ingest.received.map(({ event }) => [event.contexts?.trace, event.fingerprint])).toEqual([
      [ids, [failed?.['error_id']]],
    ]);
    expect([receiver.faults, ingest.faults]).toEqual([[], []]);
  });
});
