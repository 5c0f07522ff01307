import { PerformanceObserver } from 'node:perf_hooks';
import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Flags of a process in which allocations are counted: the young generation is so large that none of it is collected
 * within a window, and garbage can be collected before one.
 */
export const HEAP_FLAGS: readonly string[] = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];

/** Collects all garbage, in a process that was started with `--expose-gc`. */
export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('this process was started without --expose-gc');
  globalThis.gc();
}

const bytesInUse = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/**
 * The bytes that a piece of work allocates: what the heap and buffers hold after it, less what they held before, with no
 * collection between the two. It throws when there was one.
 */
export async function bytesAllocated(work: () => void): Promise<number> {
  const collections: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) collections.push(startTime);
  });
  // What buffers gave back is only known when the next collection begins.
  collectGarbage();
  collectGarbage();
  observer.observe({ entryTypes: ['gc'] });
  const began = performance.now();
  const before = bytesInUse();
  work();
  const after = bytesInUse();
  const ended = performance.now();
  // Entries come with a later turn of the event loop.
  await nextTurn();
  await nextTurn();
  observer.disconnect();
  if (collections.some((time) => time >= began && time <= ended)) {
    throw new Error('garbage was collected while allocations were counted: fewer lines, or a larger young generation');
  }
  return after - before;
}
