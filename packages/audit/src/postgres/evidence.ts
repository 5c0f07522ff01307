import { PlumblineError, toError } from '@plumbline/core';
import type { KeeperStore } from '../seal-store.ts';
import { MIGRATE, type PostgresClient, type PostgresOptions, type Runner, runnerOf } from './client.ts';
import { keeping } from './keeping.ts';
import { sealing } from './sealing.ts';
import { source } from './source.ts';

/** Codes of PostgreSQL (appendix A of its manual): a table, function or column that is not there. */
const MISSING = new Set(['42P01', '42883', '42703']);
const NOT_ALLOWED = '42501';

/** Says what to run where tables or rights are missing; any other error stays what it is. */
function explained({ at, query }: Runner): Runner {
  const explain = (thrown: unknown): unknown => {
    const { code } = thrown as { readonly code?: unknown };
    const said = toError(thrown).message;
    if (MISSING.has(String(code)))
      return new PlumblineError('PLB_AUDIT_STORE', said, { cause: thrown, fix: `${MIGRATE}.` });
    if (code !== NOT_ALLOWED) return thrown;
    const fix =
      'Run the statements of `postgresSealerGrants(role)` or `postgresReaderGrants(role)` as the owner of the tables; to prune, erase and hold, connect as that owner.';
    return new PlumblineError('PLB_AUDIT_STORE', said, { cause: thrown, fix });
  };
  return {
    at,
    query: (text, params) =>
      query(text, params).catch((error: unknown) => {
        throw explain(error);
      }),
  };
}

/**
 * Seals, anchors, personal values and holds of the trail in PostgreSQL, over a connection or pool. Each write is one
 * statement, so that a pool will do. What a caller may do follows from its role: `postgresReaderGrants` for verification,
 * `postgresSealerGrants` for sealing, and the owner of the tables for keeping. Throws PLB_OPTION_INVALID;
 * rejects with PLB_AUDIT_STORE where tables or rights are missing.
 */
export function postgresEvidence(client: PostgresClient, options: PostgresOptions = {}): KeeperStore {
  const runner = explained(runnerOf(client, options));
  return { ...source(runner), ...sealing(runner), ...keeping(runner) };
}
