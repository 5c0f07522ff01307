export type { PlausibleEnvOptions, PlausibleOptions, PublicAllowlist, PublicCatalog } from './options.ts';
export { plausible } from './plausible.ts';
