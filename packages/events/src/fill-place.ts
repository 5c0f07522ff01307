import type { RequestContext } from '@plumbline/core/context';
import type { EventDefinition } from '@plumbline/schema';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The fields with feature and surface of the running request (`setSurface`) where the call leaves them out and the event
 * lists them; undefined where that adds nothing.
 */
export function fillPlace(
  event: EventDefinition | undefined,
  fields: unknown,
  context: Pick<RequestContext, 'feature' | 'surface'> | undefined,
): Readonly<Record<string, unknown>> | undefined {
  const given = fields === undefined ? {} : fields;
  if (event === undefined || context === undefined || !isRecord(given)) return undefined;
  const { feature, surface } = context;
  const adds = (key: string, value: string | undefined, listed: readonly string[]): value is string =>
    value !== undefined && given[key] === undefined && listed.includes(value);
  const added = {
    ...(adds('feature', feature, event.features) && { feature }),
    ...(adds('surface', surface, event.surfaces) && { surface }),
  };
  return Object.keys(added).length === 0 ? undefined : { ...given, ...added };
}
