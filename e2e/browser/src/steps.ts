import { ENDPOINT } from './addresses.ts';
import { pathOf, type SeenRequest } from './faults.ts';
import { eventsIn } from './lockfile.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

let last = 0;

/** Numbers that no other test of this process uses. */
export const newSteps = (count: number): readonly number[] => Array.from({ length: count }, () => (last += 1));

/** Requests to ingest so far. */
export const toIngest = ({ recorder }: Pick<World, 'recorder'>): readonly SeenRequest[] =>
  recorder.seen.filter((one) => pathOf(one) === ENDPOINT);

/** How often each of these numbers was sent, whatever came of it. */
export function timesSent(world: Pick<World, 'recorder'>, steps: readonly number[]): readonly number[] {
  const sent = toIngest(world).flatMap((request) => eventsIn(request).map(({ payload }) => payload['step']));
  return steps.map((step) => sent.filter((one) => one === step).length);
}

/** Those of these numbers that the store has, each as often as it has it. */
export async function stored({ store }: Pick<World, 'store'>, steps: readonly number[]): Promise<readonly number[]> {
  const wanted = new Set(steps);
  return (await store.steps()).filter((step) => wanted.has(step));
}

/**
 * Waits until all of these numbers are in the store and the application has nothing under way, and answers what is there:
 * with one that is missing after half a minute, or with one that is there twice, it is not what was asked for.
 */
export async function settled(
  world: Pick<World, 'store' | 'application'>,
  steps: readonly number[],
): Promise<readonly number[]> {
  await until(
    () => stored(world, steps),
    (found) => steps.every((step) => found.includes(step)),
  );
  await world.application.flush();
  return stored(world, steps);
}
