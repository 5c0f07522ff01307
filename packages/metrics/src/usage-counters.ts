import { createCounter, type Log, type Meter } from '@plumbline/core';
import { checkUsageOptions } from './check-options.ts';
import { type CreateLabelGuard, createLabelGuard } from './label-guard.ts';

/** Counts one product action by its name in the event catalog. It never throws and carries no identity. */
export type UsageHook = (name: string) => void;

/** What is needed of an event catalog: its names. `defineCatalog` of `@plumbline/schema` fits as it is. */
export interface CatalogLike {
  readonly events: Readonly<Record<string, unknown>>;
}

export interface UsageOptions {
  readonly meter: Meter;
  /** @default noopLog */
  readonly log?: Log;
}

/** The counter `plumbline.usage.actions`, started at 0 for every name so that a first event is visible to `increase`. */
export function createUsageHook(meter: Meter, guard: CreateLabelGuard, names: readonly string[]): UsageHook {
  const counter = createCounter(meter, 'plumbline.usage.actions');
  const action = guard('plumbline.usage.actions', 'action', names);
  for (const name of names) counter.add(0, { action: name });
  return (name) => counter.add(1, { action: action(name) });
}

/**
 * Usage counters out of the event catalog: the names declared there are the label values, and the hook that comes back
 * is what `createEvents` calls as `usage` for each event it accepts. One declaration, counted once, aggregate only.
 *
 * Throws `PLB_METRICS_OPTION` when a name cannot be a label value.
 */
export function usageFromCatalog(catalog: CatalogLike, options: UsageOptions): UsageHook {
  const names = Object.keys(catalog.events);
  checkUsageOptions(options.meter, names);
  return createUsageHook(options.meter, createLabelGuard(options), names);
}
