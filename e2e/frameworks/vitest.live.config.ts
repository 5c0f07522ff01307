import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** The whole matrix, which needs Node 22, 24 and 26 from the npm registry, once; `npm run test:live` runs it. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['live/**/*.test.ts'],
    hookTimeout: 600_000,
    // Starting Next several times over, on a busy machine.
    testTimeout: 600_000,
    reporters: ['default', ['json', { outputFile: 'temp/live-report.json' }]],
  },
});
