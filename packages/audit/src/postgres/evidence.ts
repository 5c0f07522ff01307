import type { KeeperStore } from '../seal-store.ts';
import { type PostgresClient, type PostgresOptions, runnerOf } from './client.ts';
import { keeping } from './keeping.ts';
import { sealing } from './sealing.ts';
import { source } from './source.ts';

/**
 * Seals, anchors, personal values and holds of the trail in PostgreSQL, over a connection or pool. Each write is one
 * statement, so that a pool will do. What a caller may do follows from its role: `postgresReaderGrants` for verification,
 * `postgresSealerGrants` for sealing, and the owner of the tables for keeping. Throws PLB_OPTION_INVALID.
 */
export function postgresEvidence(client: PostgresClient, options: PostgresOptions = {}): KeeperStore {
  const runner = runnerOf(client, options);
  return { ...source(runner), ...sealing(runner), ...keeping(runner) };
}
