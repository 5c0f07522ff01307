import process from 'node:process';
import { fields, makeCatalog } from '../events/setting.ts';
import { BATCH, makeSinkAdapter } from '../events/sink-adapter.ts';
import { makeHandler } from '../http/handler.ts';
import { type Destinations, entry, FINISH_MS, type Stack } from '../http/stack.ts';

/** `baseline`: what is measured without a line of the application; `calls`: two calls of dependencies in each request, too. */
export type Counted = 'none' | 'baseline' | 'calls';

/** The whole baseline with metrics or without. They are exported once a minute, so in no sample but at its end. */
export async function startCounted({ otlp, sink }: Destinations, counted: Counted): Promise<Stack> {
  const { createServer } = process.getBuiltinModule('node:http');
  const { start } = await import('@plumbline/node');
  const { defineActions, starterActions } = await import('@plumbline/audit');
  const { withRoute } = await import('@plumbline/trace');
  const plumbline = await start(
    {
      service: { name: 'bench', version: '1.0.0' },
      catalog: await makeCatalog(),
      events: { adapters: [await makeSinkAdapter(sink)], maxBatch: BATCH },
      audit: { actions: defineActions(starterActions) },
      trace: { sampleRatio: 0.1 },
      metrics: {
        dependencies: { database: ['read', 'write'], blob: ['put', 'get'] },
        jobs: { digest: { everySeconds: 3_600 } },
        queues: ['mail'],
        pools: ['main'],
      },
      egress: { collector: { party: 'first-party' } },
    },
    {
      signals: false,
      environment: {
        NODE_ENV: 'production',
        PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40),
        OTEL_EXPORTER_OTLP_ENDPOINT: otlp,
        OTEL_METRICS_EXPORTER: counted === 'none' ? 'none' : 'otlp',
      },
    },
  );
  const { audit, events, identify, metrics } = plumbline;
  metrics.pool('main', () => ({ used: 1, idle: 2, max: 10, pending: 0 }));
  metrics.queue('mail').watch(() => ({ depth: 3, oldestAgeSeconds: 4 }));
  const call = counted === 'calls' ? metrics.beginCall : undefined;
  const handler = makeHandler({
    authenticated: ({ id, orgId, role }) => identify({ id, orgId, role }),
    changed: () => void audit.record('role.changed', entry),
    served() {
      call?.('database', 'read')('success');
      call?.('blob', 'get')('success');
      events.capture('approval_submitted', fields);
    },
  });
  return {
    createServer,
    handler: withRoute('/items/:id', handler),
    captureError: (error) => void plumbline.captureError(error),
    async finish() {
      await plumbline.shutdown({ timeoutMs: FINISH_MS });
      return { audited: audit.snapshot().stored };
    },
  };
}
