export { __vendor__ } from './__vendor__.ts';
export type { __Vendor__EnvOptions } from './from-env.ts';
export type { __Vendor__Options } from './options.ts';
