import { recipe } from '../repo/src/tsup.base.ts';

// `fetch.ts`, `hono.ts` and `next.ts` run where `node:http` is not.
export default recipe(import.meta.dirname, {
  along: {
    'index.ts': ['express.ts', 'fastify.ts', 'koa.ts', 'nest.ts', 'propagator.ts'],
    'fetch.ts': ['hono.ts', 'next.ts'],
  },
});
