import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** Needs Bun, Deno and workerd from the npm registry, once; `npm run test:live` runs it. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['live/**/*.test.ts'],
    hookTimeout: 600_000,
    testTimeout: 300_000,
    reporters: ['default', ['json', { outputFile: 'temp/live-report.json' }]],
  },
});
