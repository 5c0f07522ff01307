import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Every package runs its tests with this configuration, from source and in forked processes: chDB crashes in threads. */
export default defineConfig({
  ssr: { resolve: { conditions: ['plumbline:source', 'module', 'node', 'development|production'] } },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: [path.join(import.meta.dirname, 'packages/repo/src/vitest-setup.ts')],
    pool: 'forks',
    // For what hangs alone: the slowest test takes a minute on a busy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Nearly as long as a test may last: how fast a busy machine is proves nothing, and a failure still says what was polled.
    expect: { poll: { timeout: 200_000 } },
    reporters: ['default', ['json', { outputFile: 'temp/test-report.json' }]],
    passWithNoTests: false,
  },
});
