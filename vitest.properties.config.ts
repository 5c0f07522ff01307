import path from 'node:path';
import { mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The configuration of packages that test properties: drawn values come from a fixed seed, in soak runs from a new one. */
export default mergeConfig(base, {
  test: { setupFiles: [path.join(import.meta.dirname, 'packages/repo/src/property-setup.ts')] },
});
