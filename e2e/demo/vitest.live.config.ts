import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** Checks that need servers the machine installs; `npm run test:live` runs them. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['live/**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: 'temp/live-report.json' }]],
  },
});
