import type { EventPages, FieldValue, OutboundEvent } from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { OTHER } from '@plumbline/schema/runtime';

/** Cuts an event to what a catalog says of it today. */
export type FitCatalog = (event: OutboundEvent) => OutboundEvent;

/**
 * Leaves out every field that the catalog does not have in this form. The lockfile says what today's catalog lets out, and
 * an event that was accepted under another one may hold more: text where there is a closed list now, a value that was
 * taken off a list.
 */
export function createFitCatalog({ dimensions, events }: Catalog): FitCatalog {
  const fits = (name: string, field: string, value: FieldValue): boolean => {
    const event = Object.hasOwn(events, name) ? events[name] : undefined;
    if (event === undefined) return false;
    if (field === 'feature') return event.features.some((known) => known === value);
    if (field === 'surface') return event.surfaces.some((known) => known === value);
    if (Object.hasOwn(dimensions, field)) {
      return value === OTHER || dimensions[field]?.some((known) => known === value) === true;
    }
    return Object.hasOwn(event.fields, field) && event.fields[field]?.accepts(value) === undefined;
  };
  return (event) => {
    const fields = Object.entries(event.payload);
    const kept = fields.filter(([field, value]) => fits(event.name, field, value));
    return kept.length === fields.length ? event : { ...event, payload: Object.fromEntries(kept) };
  };
}

/** Pages of events, each cut to today's catalog, whatever version they say: what is stored was written by anybody. */
export async function* fitPages(pages: EventPages, fit: FitCatalog): EventPages {
  for await (const page of pages) yield page.map(fit);
}
