import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the dashboard is, with a store that is filled. */
    readonly origin: string;
  }
}

/**
 * One store and one server for all files: filling it takes longer than any of them. In a process of its own, which reads
 * packages from source as the tests do.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const child = fork(path.join(import.meta.dirname, 'serve.ts'), { execArgv: ['--conditions=plumbline:source'] });
  const gone = once(child, 'exit');
  const [origin] = (await Promise.race([
    once(child, 'message'),
    gone.then(() => Promise.reject(new Error('the dashboard ended before it said where it is'))),
  ])) as [string];
  project.provide('origin', origin);
  return async () => {
    child.disconnect();
    await gone;
  };
}
