export { eraseActor, type EraseActorOptions } from './erase/erase-actor.ts';
export type { ErasedPerson } from './erase/people.ts';
export type { ErasedAt, ErasureReport } from './erase/report.ts';
export type { ErasureBasis, ErasureTrail } from './erase/trail.ts';
