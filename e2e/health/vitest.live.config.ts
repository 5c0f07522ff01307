import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** Needs Debian's Redis and PostgreSQL, which it installs where it may, and Go; `npm run test:live` runs it. */
export default defineConfig({
  ...base,
  // Without `module`: what Amazon's SDK has there is for bundlers, and Node cannot load it.
  ssr: { resolve: { conditions: ['plumbline:source', 'node', 'development|production'] } },
  test: {
    ...base.test,
    include: ['live/**/*.test.ts'],
    fileParallelism: false,
    reporters: ['default', ['json', { outputFile: 'temp/live-report.json' }]],
  },
});
