export type { CatalogChange, ChangeKind } from './evolution/change.ts';
export { diffCatalogs } from './evolution/diff.ts';
export { type EventExpiry, judgeExpiries } from './evolution/expiry.ts';
export { keepableEnvelope, type KeptEnvelope } from './evolution/keepable.ts';
export { parseRenewals, type Renewal, RENEWALS_FILE } from './evolution/renewals.ts';
export { CATALOG_FILE, formatSnapshot, parseSnapshot } from './evolution/snapshot-file.ts';
export { type CatalogSnapshot, type EventSnapshot, type FieldSnapshot, snapshotCatalog } from './evolution/snapshot.ts';
export { describeCatalogChanges } from './evolution/words.ts';
