import { PlumblineError } from '@plumbline/core';
import * as z from 'zod';
import { type Catalog, OTHER } from './define-catalog.ts';
import type { EventDefinition } from './define-event.ts';

/** One value may be left out by the caller; in a stored payload it always stands. */
const oneOf = (values: readonly string[], filled: boolean): z.ZodType => {
  const schema = z.enum(values);
  return values.length === 1 && !filled ? schema.optional() : schema;
};

const eventOf = (catalog: Catalog, name: string): EventDefinition => {
  const event = Object.hasOwn(catalog.events, name) ? catalog.events[name] : undefined;
  if (event === undefined) throw new PlumblineError('PLB_OPTION_INVALID', 'the name is not in the catalog');
  return event;
};

/** What `capture` takes for one event, as a strict zod schema: the readable twin of `catalog.check`. */
export function inputSchema(catalog: Catalog, name: string): z.ZodType {
  const event = eventOf(catalog, name);
  return z.strictObject({
    feature: oneOf(event.features, false),
    surface: oneOf(event.surfaces, false),
    ...Object.fromEntries(Object.entries(event.fields).map(([field, { schema }]) => [field, schema])),
  });
}

/** What is stored as `payload_json`: the declared fields, `feature`, `surface` and the dimensions known of the actor. */
export function payloadSchema(catalog: Catalog, name: string): z.ZodType {
  const event = eventOf(catalog, name);
  const dimensions = Object.entries(catalog.dimensions).map(([dimension, values]) => [
    dimension,
    z.enum([...new Set([...values, OTHER])]).optional(),
  ]);
  return z.strictObject({
    feature: oneOf(event.features, true),
    surface: oneOf(event.surfaces, true),
    ...Object.fromEntries(Object.entries(event.fields).map(([field, { schema }]) => [field, schema])),
    ...(Object.fromEntries(dimensions) as Record<string, z.ZodType>),
  });
}
