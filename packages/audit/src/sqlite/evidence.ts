import type { KeeperStore } from '../seal-store.ts';
import type { Connections } from './connection.ts';
import { createFinish } from './finish-erasure.ts';
import { createKeeping } from './keeping.ts';
import { createReading } from './reading.ts';
import { createSealing } from './sealing.ts';

/** The evidence of the trail in one SQLite database. */
export const createEvidence = (connections: Connections): KeeperStore => ({
  ...createReading(connections),
  ...createSealing(connections),
  ...createKeeping(connections),
  finishErasure: createFinish(connections),
});
