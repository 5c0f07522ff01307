import type { RequestContext } from '@plumbline/core/context';
import type { EventDefinition, Place } from '@plumbline/schema';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The fields with feature and surface of the running request (`setSurface`) where the call leaves them out, the event's
 * `fromContext` names them, as the types ask, and the event lists what the request says; undefined where that adds nothing.
 */
export function fillPlace(
  event: EventDefinition | undefined,
  fields: unknown,
  context: Pick<RequestContext, 'feature' | 'surface'> | undefined,
): Readonly<Record<string, unknown>> | undefined {
  const given = fields === undefined ? {} : fields;
  if (event === undefined || context === undefined || !isRecord(given)) return undefined;
  const { feature, surface } = context;
  const adds = (key: Place, value: string | undefined, listed: readonly string[]): value is string =>
    value !== undefined && event.fromContext.includes(key) && given[key] === undefined && listed.includes(value);
  const added = {
    ...(adds('feature', feature, event.features) && { feature }),
    ...(adds('surface', surface, event.surfaces) && { surface }),
  };
  return Object.keys(added).length === 0 ? undefined : { ...given, ...added };
}
