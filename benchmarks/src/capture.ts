import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { defineBenchmark } from './harness/benchmark.ts';

type CaptureScale = Readonly<Record<'events', number>>;

/** Events between two turns of the event loop. */
const BURST = 500;

const fields = { surface: 'drawer', decision: 'approved', round: 2, urgent: false, item_age_days: 11 } as const;

interface Client {
  readonly capture: () => void;
  /** Waits for everything captured and says how many events were handed over, as text in memory. */
  readonly finish: () => Promise<number>;
}

async function measure({ capture, finish }: Client, { events }: CaptureScale): Promise<Record<string, number>> {
  let accepting = 0;
  const before = process.cpuUsage();
  for (let done = 0; done < events; done += BURST) {
    const began = performance.now();
    for (let index = 0; index < BURST; index += 1) capture();
    accepting += performance.now() - began;
    await nextTurn();
  }
  const delivered = await finish();
  const { user, system } = process.cpuUsage(before);
  if (delivered !== events) throw new Error(`captured ${events}, delivered ${delivered}`);
  return { captureNanos: (accepting * 1e6) / events, cpuNanos: ((user + system) * 1_000) / events };
}

function floor(scale: CaptureScale): Promise<Record<string, number>> {
  const kept: string[] = [];
  const capture = (): void => void kept.push(JSON.stringify({ event: 'approval_submitted', at: Date.now(), fields }));
  return measure({ capture, finish: async () => kept.length }, scale);
}

async function plumbline(scale: CaptureScale): Promise<Record<string, number>> {
  const { defineAdapter, delivered } = await import('@plumbline/core');
  const { createRequestContext, runInContext } = await import('@plumbline/core/context');
  const { createEvents } = await import('@plumbline/events');
  const { category, count, defineCatalog, defineEvent, flag } = await import('@plumbline/schema');
  const catalog = defineCatalog({
    version: '2026-11-bench-v1',
    events: {
      approval_submitted: defineEvent({
        description: 'A decision was made on a content item.',
        owner: '@bench',
        purpose: 'Measuring the client.',
        consent: 'essential',
        review: 'benchmarks/README.md',
        expires: '2036-12-31',
        feature: 'approvals',
        surfaces: ['drawer', 'page'],
        fields: {
          decision: category(['approved', 'rejected', 'changes_requested']),
          round: count({ max: 100 }),
          urgent: flag(),
          item_age_days: count({ max: 10_000 }),
        },
      }),
    },
  });
  const sent: { readonly events: number; readonly body: string }[] = [];
  const memory = defineAdapter({
    kind: 'memory',
    role: 'source',
    capabilities: { maxBatch: BURST, idempotent: true },
    destinations: () => [],
    open: async () => sent,
    send: async (client, batch) => {
      client.push({ events: batch.events.length, body: JSON.stringify(batch.events) });
      return delivered();
    },
  })({ allow: 'catalog' });
  const events = createEvents({ catalog, adapters: [memory], maxQueued: scale.events });
  await events.start();
  const context = createRequestContext({
    kind: 'request',
    requestId: '0af7651916cd43dd8448eb211c80319c',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    routePattern: '/items/:id/decisions',
    actor: { id: 'u_1', role: 'approver', type: 'user', hash: '0'.repeat(32), orgHash: '' },
  });
  const finish = async (): Promise<number> => {
    await events.shutdown({ timeoutMs: 30_000 });
    return sent.reduce((sum, batch) => sum + batch.events, 0);
  };
  return runInContext(context, () =>
    measure({ capture: () => events.capture('approval_submitted', fields), finish }, scale),
  );
}

async function posthog(scale: CaptureScale): Promise<Record<string, number>> {
  const { PostHog } = await import('posthog-node');
  const bodies: string[] = [];
  const client = new PostHog('phc_benchmark', {
    host: 'http://127.0.0.1:9',
    flushAt: BURST,
    maxBatchSize: BURST,
    maxQueueSize: scale.events,
    disableCompression: true,
    fetch: async (_url, { body }) => {
      if (typeof body !== 'string') throw new Error('posthog-node compressed the batch');
      bodies.push(body);
      return { status: 200, text: async () => '{}', json: async () => ({}) };
    },
  });
  const capture = (): void =>
    client.capture({ distinctId: 'u_1', event: 'approval_submitted', properties: { ...fields } });
  const finish = async (): Promise<number> => {
    await client.shutdown(30_000);
    return bodies.reduce((sum, body) => sum + (JSON.parse(body) as { batch: unknown[] }).batch.length, 0);
  };
  return measure({ capture, finish }, scale);
}

export const capture = defineBenchmark<CaptureScale>({
  name: 'capture',
  question: 'What does capturing one product event cost, until it lies in memory as text?',
  metrics: {
    captureNanos: { unit: 'ns', what: 'time of the call', better: 'less' },
    cpuNanos: { unit: 'ns', what: 'CPU until handed over', better: 'less' },
  },
  baseline: 'stringify',
  sides: {
    stringify: { what: 'JSON.stringify of the event, kept: the floor', run: floor },
    events: { what: '@plumbline/events: validated, with context and ID, queued, batched, stringified', run: plumbline },
    posthog: { what: 'posthog-node, uncompressed, its fetch answered in memory; nothing is validated', run: posthog },
  },
  peers: ['posthog-node'],
  rounds: 11,
  scale: { events: 100_000 },
  tiny: { events: 1_000 },
});
