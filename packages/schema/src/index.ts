export { browserEvents, type BrowserEvents, type BrowserEventsOptions } from './browser-events.ts';
export type { CaptureOf } from './capture-types.ts';
export { type AllowedAdapter, checkAllowlist } from './check-allowlist.ts';
export type { CheckResult } from './compile-event.ts';
export { dashboardEvents, type DashboardEvents, type DashboardEventsOptions } from './dashboard-events.ts';
export { type Catalog, type CatalogSpec, defineCatalog, OTHER } from './define-catalog.ts';
export {
  type Audience,
  type ConsentClass,
  defineEvent,
  type EventDefinition,
  type EventSource,
  type EventSpec,
  type Place,
} from './define-event.ts';
export { emitJsonSchema, type JsonSchema } from './emit-json-schema.ts';
export { emitMarkdown } from './emit-markdown.ts';
export type { CheckedEvent } from './event-spec.ts';
export type { DimensionMap, EventFields, EventMap, EventName, HasEvents } from './event-types.ts';
export type { CatalogFault, ValueFault } from './fault-types.ts';
export type { Field, FieldMap, JustifiedField, PrivacyClass } from './field.ts';
export { categories, category, count, duration, flag, freeText, opaqueId } from './fields.ts';
export type { ForbiddenFieldName } from './names.ts';
export type { PreviousVersion, Upcaster, Upcasters, UpcastResult } from './evolution/upcast.ts';
export { type Envelope, type EnvelopeOptions, type EnvelopeResult, parseEnvelope } from './parse-envelope.ts';
export { inputSchema, payloadSchema } from './payload-schema.ts';
export { checkRoutePattern, UNMATCHED } from './route-pattern.ts';
export { sampleEvent } from './sample-event.ts';
export { hasLongNumber, looksPersonal } from './value-shape.ts';
