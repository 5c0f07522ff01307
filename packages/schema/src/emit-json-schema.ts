import * as z from 'zod';
import type { Catalog } from './define-catalog.ts';
import { payloadSchema } from './payload-schema.ts';

/** A JSON Schema (draft 2020-12) with the declarations beside it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

function eventSchema(catalog: Catalog, name: string): JsonSchema {
  const event = catalog.events[name];
  const { $schema: _, ...schema } = z.toJSONSchema(payloadSchema(catalog, name)) as Record<string, unknown>;
  const properties = schema['properties'] as Record<string, JsonSchema>;
  const classed = Object.entries(properties).map(([key, property]) => {
    const field = event?.fields[key];
    const justification = field?.justification;
    return [
      key,
      {
        ...property,
        'x-privacy-class': field?.class ?? 'category',
        ...(justification !== undefined && { 'x-justification': justification }),
      },
    ];
  });
  return {
    title: name,
    description: event?.description,
    'x-owner': event?.owner,
    'x-purpose': event?.purpose,
    'x-consent': event?.consent,
    'x-audience': event?.audience,
    'x-sources': event?.sources,
    'x-expires': event?.expires,
    'x-review': event?.review,
    ...schema,
    properties: Object.fromEntries(classed) as JsonSchema,
  };
}

/** The stored payload of every event as JSON Schema, for other languages, registries and warehouses. */
export function emitJsonSchema(catalog: Catalog): JsonSchema {
  const names = Object.keys(catalog.events).sort();
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Product events ${catalog.version}`,
    $defs: Object.fromEntries(names.map((name) => [name, eventSchema(catalog, name)])),
  };
}
