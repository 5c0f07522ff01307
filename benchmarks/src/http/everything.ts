import process from 'node:process';
import { fields, makeCatalog } from '../events/setting.ts';
import { BATCH, makeSinkAdapter } from '../events/sink-adapter.ts';
import { makeHandler } from './handler.ts';
import { type Destinations, entry, FINISH_MS, type Stack } from './stack.ts';

/** The whole baseline, as its guide sets it up: `start`, and one call for each of the duties. */
export async function startEverything({ otlp, sink, dsn }: Destinations): Promise<Stack> {
  // As the recipe takes it: `import` of `node:http` reads all that it exports, and so loads Node's own fetch and WebSocket.
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
      // All one's own: somebody else's would want a lockfile, which costs nothing per request.
      egress: {
        collector: { party: 'first-party' },
        ...(dsn !== undefined && { errors: { origin: new URL(dsn).origin, party: 'first-party' } }),
      },
    },
    {
      signals: false,
      environment: {
        NODE_ENV: 'production',
        PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40),
        OTEL_EXPORTER_OTLP_ENDPOINT: otlp,
        SENTRY_DSN: dsn,
      },
    },
  );
  const { audit, events, identify } = plumbline;
  const handler = makeHandler({
    authenticated: ({ id, orgId, role }) => identify({ id, orgId, role }),
    changed: () => void audit.record('role.changed', entry),
    served: () => events.capture('approval_submitted', fields),
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
