import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** Needs PostgreSQL of Debian, which it installs where it may; `npm run test:live` runs it. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['live/**/*.test.ts'],
    // Each file has a server and replicas of its own; two of them at once would measure each other.
    fileParallelism: false,
    reporters: ['default', ['json', { outputFile: 'temp/live-report.json' }]],
  },
});
