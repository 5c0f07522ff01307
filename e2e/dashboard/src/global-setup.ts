import type { TestProject } from 'vitest/node';
import { startServer } from './server.ts';
import { createStore } from './store.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the dashboard is, with a store that is filled. */
    readonly origin: string;
  }
}

/** One store and one server for all files: filling it takes longer than any of them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const store = await createStore();
  const server = await startServer(store);
  project.provide('origin', server.origin);
  return async () => {
    await server[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  };
}
