import { defineConfig } from 'vitest/config';
import base from '../../vitest.properties.config.ts';

/** Needs Python 3.10 or newer and its package index, once; `npm run test:live` runs it. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['live/**/*.test.ts'],
    // Installing the Python packages for the first time.
    hookTimeout: 300_000,
    reporters: ['default', ['json', { outputFile: 'temp/live-report.json' }]],
  },
});
