import { type ErasureOutcome, type ErasureRequest, PlumblineError, systemClock, wait } from '@plumbline/core';
import { type ClickhouseClient, nameOfFailure } from './client.ts';
import { type ClusterOptions, localName, onCluster } from './cluster.ts';
import type { Connection } from './connect.ts';
import type { SchemaOptions } from './migrate.ts';

/** Hashes that go into one statement: its address stays below the 16 KiB that Node's HTTP parser takes. */
const MOST_IDS = 100;

/** Types that say the same every time, until somebody changes the server. */
const PERMANENT: ReadonlySet<string> = new Set(['ACCESS_DENIED', 'NOT_IMPLEMENTED', 'SUPPORT_IS_DISABLED']);

const groupsOf = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, index) =>
    ids.slice(index * MOST_IDS, (index + 1) * MOST_IDS),
  );

/** The table that holds the rows, on every node. */
const rowsOf = (database: string, table: string, cluster: ClusterOptions | undefined): string =>
  cluster === undefined ? `${database}.${table}` : `${database}.${localName(table)}${onCluster(cluster)}`;

/** Hides every row of these people at once, on all replicas, and returns how many events that were. */
async function eraseGroup(
  client: ClickhouseClient,
  { from, rows, ids }: { readonly from: string; readonly rows: string; readonly ids: readonly string[] },
  signal: AbortSignal,
): Promise<number> {
  const where = 'anonymous_user_id IN {ids:Array(String)}';
  const result = await client.query({
    query: `SELECT count() AS events FROM ${from} FINAL WHERE ${where}`,
    format: 'JSONEachRow',
    query_params: { ids },
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    abort_signal: signal,
  });
  const [{ events = 0 } = {}] = (await result.json()) as { readonly events?: number }[];
  if (events === 0) return 0;
  await client.command({
    query: `DELETE FROM ${rows} WHERE ${where}`,
    query_params: { ids },
    clickhouse_settings: { mutations_sync: 2, lightweight_deletes_sync: 2 },
    abort_signal: signal,
  });
  return events;
}

function judge(cause: unknown): ErasureOutcome {
  const error = new PlumblineError('PLB_ERASURE', `clickhouse: the erasure failed: ${nameOfFailure(cause)}`);
  const { type } = cause as { type?: unknown };
  return { kind: typeof type === 'string' && PERMANENT.has(type) ? 'failed' : 'retry', error };
}

/**
 * Erases people. Their events are in no answer from then on; their bytes go when parts merge, at the latest with the
 * retention, or with `finishErasures`.
 */
export async function erasePeople(
  connection: Connection,
  { anonymousUserIds }: ErasureRequest,
  signal: AbortSignal,
): Promise<ErasureOutcome> {
  const { database, table, cluster } = connection.target;
  const client = await connection.client();
  let removed = 0;
  try {
    for (const ids of groupsOf([...new Set(anonymousUserIds)])) {
      removed += await eraseGroup(
        client,
        { from: `${database}.${table}`, rows: rowsOf(database, table, cluster), ids },
        signal,
      );
    }
  } catch (cause) {
    return judge(cause);
  }
  return removed === 0 ? { kind: 'nothing_found' } : { kind: 'erased', removed };
}

const maskOf = (database: string, table: string, cluster: ClusterOptions | undefined): string =>
  `ALTER TABLE ${rowsOf(database, table, cluster)} APPLY DELETED MASK`;

/** Less than core waits, so that what goes on by itself is said to. */
const FINISH_MS = 540_000;

const POLL_MS = 200;

/** The same as {@link finishErasures} for the store of an adapter. What takes too long to wait for goes on by itself. */
export async function finishHere(connection: Connection, signal: AbortSignal): Promise<ErasureOutcome> {
  const { database, table, cluster } = connection.target;
  const client = await connection.client();
  const unfinished = async (): Promise<number> => {
    const result = await client.query({
      query:
        'SELECT count() AS left FROM system.mutations WHERE database = {database:String} AND table = {table:String} AND NOT is_done',
      format: 'JSONEachRow',
      query_params: { database, table },
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
      abort_signal: signal,
    });
    const [{ left = 0 } = {}] = (await result.json()) as { readonly left?: number }[];
    return left;
  };
  try {
    // Rewriting takes longer than a connection waits for an answer, so it is asked for and looked after.
    await client.command({
      query: maskOf(database, table, cluster),
      clickhouse_settings: { mutations_sync: 0 },
      abort_signal: signal,
    });
    // Each node of a cluster knows of its own alone.
    if (cluster !== undefined) return { kind: 'queued' };
    const deadline = systemClock.monotonic() + FINISH_MS;
    while ((await unfinished()) > 0) {
      if (systemClock.monotonic() > deadline) return { kind: 'queued' };
      await wait(systemClock, POLL_MS, { keepAlive: true });
    }
    return { kind: 'erased' };
  } catch (cause) {
    return judge(cause);
  }
}

/**
 * Rewrites the parts that hold rows of people who were erased, so that their bytes go too; without it they go when parts
 * merge. It takes disk space for the largest such part and is meant for a quiet hour, once a week.
 * Throws PLB_CLICKHOUSE_QUERY.
 */
export async function finishErasures(client: ClickhouseClient, options: SchemaOptions = {}): Promise<void> {
  const { database = 'plumbline', table = 'product_telemetry_events', cluster } = options;
  try {
    await client.command({
      query: maskOf(database, table, cluster),
      clickhouse_settings: { mutations_sync: 2 },
    });
  } catch (cause) {
    throw new PlumblineError(
      'PLB_CLICKHOUSE_QUERY',
      `clickhouse: erasures could not be finished: ${nameOfFailure(cause)}`,
      { cause },
    );
  }
}
