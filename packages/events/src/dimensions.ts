import type { FieldValue } from '@plumbline/core';
import type { ActorInput } from '@plumbline/core/context';
import type { DimensionMap } from '@plumbline/schema';
import { OTHER } from '@plumbline/schema/runtime';

/** Adds the declared dimensions that are known of an actor to a payload. */
export type FillDimensions = (payload: Record<string, FieldValue>, actor: ActorInput | undefined) => void;

/** `role` is the actor's role; every other dimension comes by its name. A value outside its list becomes `other`. */
export function createFillDimensions(dimensions: DimensionMap): FillDimensions {
  const entries = Object.entries(dimensions).map(([name, values]) => ({ name, known: new Set(values) }));
  return (payload, actor) => {
    if (actor === undefined) return;
    for (const { name, known } of entries) {
      const given = actor.dimensions;
      const named = given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;
      const value = named ?? (name === 'role' ? actor.role : undefined);
      if (value !== undefined) payload[name] = known.has(value) ? value : OTHER;
    }
  };
}
