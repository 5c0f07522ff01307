export { createKeeper } from './keep/create-keeper.ts';
export type {
  EraseOptions,
  EraseReport,
  HoldReport,
  Keeper,
  KeeperOptions,
  PruneOptions,
  PruneReport,
  Retention,
} from './keep/keeper-types.ts';
export type { KeeperStore, LegalHold, PersonalValue } from './seal-store.ts';
