import { recipe } from '../repo/src/tsup.base.ts';

// `fetch.ts`, `hono.ts` and `next.ts` run where Node's own modules are not, and `hono.ts` without OpenTelemetry's API.
export default recipe(import.meta.dirname, {
  along: {
    'index.ts': ['express.ts', 'fastify.ts', 'koa.ts', 'nest.ts', 'propagator.ts'],
    'fetch.ts': ['next.ts'],
  },
});
