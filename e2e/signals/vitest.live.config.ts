import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** Needs Redis and PostgreSQL of Debian, which it installs where it may, and Go; `npm run test:live` runs it. */
export default defineConfig({
  ...base,
  // Without `module`: what Amazon's SDK has there is for bundlers, and Node cannot load it.
  ssr: { resolve: { conditions: ['plumbline:source', 'node', 'development|production'] } },
  test: {
    ...base.test,
    include: ['live/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    reporters: ['default', ['json', { outputFile: 'temp/live-report.json' }]],
  },
});
