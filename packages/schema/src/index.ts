export { browserEvents, type BrowserEvents, type BrowserEventsOptions } from './browser-events.ts';
export type { CheckResult } from './compile-event.ts';
export { type Catalog, type CatalogSpec, defineCatalog } from './define-catalog.ts';
export {
  type ConsentClass,
  defineEvent,
  type EventDefinition,
  type EventSource,
  type EventSpec,
  type ForbiddenFields,
} from './define-event.ts';
export type { DimensionMap, EventFields, EventMap, EventName, HasEvents } from './event-types.ts';
export type { Field, FieldMap, PrivacyClass } from './field.ts';
export { categories, category, count, duration, flag, freeText, opaqueId } from './fields.ts';
export type { ForbiddenFieldName } from './names.ts';
