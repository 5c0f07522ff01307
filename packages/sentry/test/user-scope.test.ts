import * as Sentry from '@sentry/node';
import {
  type Actor,
  createRequestContext,
  currentContext,
  installTracing,
  newSpanId,
  newTraceId,
  runInContext,
  runJob,
} from '@plumbline/core/context';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ErrorReporter, startSentry } from '../src/index.ts';
import { type Ingest, startIngest } from './ingest.ts';

let ingest: Ingest;
let sentry: ErrorReporter<never>;

beforeEach(async () => {
  ingest = await startIngest();
  sentry = await startSentry({ dsn: ingest.dsn });
});
afterEach(async () => {
  await sentry.shutdown();
  await ingest.close();
  Sentry.getGlobalScope().setUser(null);
  Sentry.setUser(null);
});

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const actor = (hash: string): Actor => ({ id: `raw-${hash}`, type: 'user', hash, orgHash: '' });

interface Expected {
  readonly user: { readonly id: string } | undefined;
  readonly requestId: string;
}

/** Work that is anonymous at first, waits, is identified (two of three), waits again and fails. */
async function work(index: number, expected: Map<string, Expected>): Promise<void> {
  const context = currentContext();
  if (!context) throw new Error('no context');
  await turn();
  const user = index % 3 === 0 ? undefined : { id: `hash-${index}` };
  if (user) context.actor = actor(user.id);
  await turn();
  const id = sentry.captureError(new Error(`failure ${index}`));
  expected.set(String(id), { user, requestId: context.requestId });
  // What happens after the capture does not change what was captured.
  context.actor = actor('later');
}

test('100 requests and 100 jobs at once: each error has its own identity or none', async () => {
  Sentry.getGlobalScope().setUser({ id: 'global' });
  Sentry.setUser({ id: 'isolation' });
  const expected = new Map<string, Expected>();
  const one = async (index: number): Promise<void> => {
    if (index % 2 === 0) return runJob('digest', () => work(index, expected));
    const traceId = newTraceId();
    const context = createRequestContext({
      kind: 'request',
      requestId: `request-${index}`,
      traceId,
      spanId: newSpanId(),
    });
    return runInContext(context, () => work(index, expected));
  };
  await Promise.all(Array.from({ length: 200 }, (_, index) => one(index)));
  expect(await sentry.flush({ timeoutMs: 60_000 })).toEqual({ delivered: 200, lost: {}, pending: 0 });
  const seen = new Map(
    ingest.received.map(({ event }) => [event.event_id, { user: event.user, requestId: event.tags?.['request_id'] }]),
  );
  expect(seen).toEqual(expected);
  expect(ingest.faults).toEqual([]);
});

test('outside a request or job an error has no identity and no trace', async () => {
  Sentry.getGlobalScope().setUser({ id: 'global' });
  sentry.captureError(new Error('outside'));
  await sentry.flush();
  const [{ event } = {}] = ingest.received;
  expect(event).toBeDefined();
  expect(event).not.toHaveProperty('user');
  expect(event).not.toHaveProperty('contexts');
  expect(event?.tags).toEqual({ error_id: event?.fingerprint?.[0] });
});

test('the role of an actor is a tag, cleaned as every other', async () => {
  const context = createRequestContext({
    kind: 'request',
    requestId: 'r-1',
    traceId: newTraceId(),
    spanId: newSpanId(),
  });
  for (const role of ['clerk', 'jane@example.com', undefined]) {
    context.actor = { ...actor('hash'), ...(role !== undefined && { role }) };
    runInContext(context, () => sentry.captureError(new Error(`as ${role}`)));
  }
  await sentry.flush();
  expect(ingest.received.map(({ event }) => event.tags?.['actor_role'])).toEqual([
    'clerk',
    '[redacted:email]',
    undefined,
  ]);
});

test('the span of an error is the one that runs, as a tracing library says', async () => {
  const running = { traceId: newTraceId(), spanId: newSpanId() };
  const uninstall = installTracing({ runJob: (_, fn) => fn(), innermostSpan: () => running });
  const context = createRequestContext({ kind: 'job', requestId: 'r-1', traceId: newTraceId(), spanId: newSpanId() });
  runInContext(context, () => sentry.captureError(new Error('within a span')));
  uninstall();
  await sentry.flush();
  expect(ingest.received[0]?.event.contexts?.trace).toEqual({ trace_id: running.traceId, span_id: running.spanId });
});
