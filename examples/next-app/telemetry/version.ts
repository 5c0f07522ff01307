/** The version of the catalog, apart from it so that a page need not have the whole. */
export const CATALOG_VERSION = '2026-11-next-v1';
