export { checkConfig } from './options.ts';
export type { GaugesLive } from './make-gauges.ts';
export type { BaselineOf, LiveOptions, Plumbline } from './plumbline.ts';
export type { ShutdownHooks } from './shutdown-hooks.ts';
export { start } from './start.ts';
