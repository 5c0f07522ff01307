// What a running service asks of a catalog, without zod: who declares no event of their own does not load it.
export { type AllowedAdapter, checkAllowlist } from './check-allowlist.ts';
export type { CheckResult } from './compile-event.ts';
export { type Catalog, type CatalogSpec, defineCatalog, OTHER } from './define-catalog.ts';
export { keepableEnvelope, type KeptEnvelope } from './evolution/keepable.ts';
export { type Envelope, type EnvelopeOptions, type EnvelopeResult, parseEnvelope } from './parse-envelope.ts';
export { checkRoutePattern, UNMATCHED } from './route-pattern.ts';
export { hasLongNumber } from './value-shape.ts';
