import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** Needs Debian's packages, Go and its module proxy, once; `npm run test:live` runs them. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['live/**/*.test.ts'],
    // One set of servers at a time.
    fileParallelism: false,
    hookTimeout: 900_000,
    testTimeout: 900_000,
    reporters: ['default', ['json', { outputFile: 'temp/live-report.json' }]],
  },
});
