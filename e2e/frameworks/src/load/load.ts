import path from 'node:path';
import { buildNext } from './next.ts';
import { type LoadResult, runLoad } from './run.ts';
import type { Place } from './places.ts';

/** Frameworks of the load, by the argument of `service.ts`. */
export const LOAD_APPS = ['http', 'http2', 'express', 'fastify', 'koa', 'hono', 'nest', 'nest-fastify'] as const;

const AT_ONCE = 64;

/** Sends requests to a service of one framework. */
export const runApp = (name: (typeof LOAD_APPS)[number], requests: number): Promise<LoadResult> =>
  runLoad({ name, args: [path.join(import.meta.dirname, 'service.ts'), name], requests, atOnce: AT_ONCE });

/** Builds an application of Next once, and sends requests to it as often as it is called. */
export async function prepareNext(folder: string): Promise<(requests: number) => Promise<LoadResult>> {
  const app = await buildNext(folder);
  return (requests) => runLoad({ name: 'next', ...app, requests, atOnce: AT_ONCE });
}

/** What a queue may lose when it is full, and counts: nobody's identity, and not asked for in full. */
const MAY_BE_LOST: ReadonlySet<Place> = new Set(['span of a request', 'span of a job']);

/** Everything about a result that is not as it must be. */
export function faultsOf({
  client,
  leaks,
  faults,
  missing,
  lostErrors,
  refused,
  stderr,
  silent,
}: LoadResult): readonly string[] {
  const { 'error event': errors = 0, ...others } = missing;
  const lost = Object.entries(others).filter(([place]) => !MAY_BE_LOST.has(place as Place));
  return [
    ...(client.wrongCount > 0 ? [`${client.wrongCount} wrong answers`, ...client.wrong] : []),
    ...(leaks > 0 ? [`${leaks} leaks`, ...faults] : []),
    ...lost.map(([place, count]) => `${place}: ${count} did not come`),
    // A tracker that does not take an error in time does not get it; the service must have counted each.
    ...(errors === lostErrors ? [] : [`error event: ${errors} did not come, and ${lostErrors} are counted as lost`]),
    ...silent.map((place) => `${place}: nothing at all`),
    ...refused.map((one) => JSON.stringify(one)),
    ...(stderr === '' ? [] : [stderr]),
  ];
}
