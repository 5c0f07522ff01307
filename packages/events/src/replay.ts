export { replay, type ReplayOptions, type ReplayTally } from './replay/replay.ts';
