import { makeBatch, makeEvent } from '../support.ts';
import { clickhouse } from '../../src/index.ts';

// A script that stores an event, closes nothing and comes to its natural end.
const adapter = clickhouse({ embedded: { directory: process.argv[2] ?? '' } });
const outcome = await adapter.send(makeBatch([makeEvent()]));
process.send?.(outcome.kind);
process.disconnect?.();
