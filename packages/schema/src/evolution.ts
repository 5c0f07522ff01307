export type { CatalogChange, ChangeKind } from './evolution/change.ts';
export { diffCatalogs } from './evolution/diff.ts';
export { CATALOG_FILE, formatSnapshot, parseSnapshot } from './evolution/snapshot-file.ts';
export { type CatalogSnapshot, type EventSnapshot, type FieldSnapshot, snapshotCatalog } from './evolution/snapshot.ts';
export { describeCatalogChanges } from './evolution/words.ts';
