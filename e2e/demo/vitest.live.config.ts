import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** Checks that need servers the machine installs; `npm run test:live` runs them. */
export default mergeConfig(base, defineConfig({ test: { include: ['live/**/*.test.ts'] } }));
