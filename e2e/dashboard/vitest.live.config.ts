import process from 'node:process';
import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const part = process.env['PLUMBLINE_WORKSPACE_SOAK'] === undefined ? 'live' : 'soak';

/** Needs Chromium of Debian, which it installs where it may; `npm run test:live` runs it. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['live/**/*.test.ts'],
    globalSetup: ['src/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', ['json', { outputFile: `temp/${part}-report.json` }]],
  },
});
