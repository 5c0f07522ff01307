import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** Needs Java 17 or newer, Maven and its repository, once; `npm run test:live` runs it. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['live/**/*.test.ts'],
    // One broker at a time, and files of the same names for all of them.
    fileParallelism: false,
    // Downloading Kafka for the first time.
    hookTimeout: 300_000,
    testTimeout: 300_000,
    reporters: ['default', ['json', { outputFile: 'temp/live-report.json' }]],
  },
});
