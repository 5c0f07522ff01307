import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** Needs Go and its module proxy, once; `npm run test:live` runs it. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['live/**/*.test.ts'],
    // One collector at a time.
    fileParallelism: false,
    hookTimeout: 300_000,
    testTimeout: 300_000,
    reporters: ['default', ['json', { outputFile: 'temp/live-report.json' }]],
  },
});
