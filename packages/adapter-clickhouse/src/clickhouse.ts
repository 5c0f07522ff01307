import {
  type Adapter,
  type AdapterOptions,
  defineAdapter,
  type DeferredAdapter,
  type OutboundBatch,
  partial,
  PlumblineError,
  rejected,
  type SendOutcome,
  wrapAdapter,
} from '@plumbline/core';
import { clusterSettings } from './cluster.ts';
import { type Connection, createConnection } from './connect.ts';
import { type AddressSource, egressOf, IN_ENVIRONMENT } from './egress.ts';
import { encodeRows } from './encode-rows.ts';
import { erasePeople, finishHere } from './erase.ts';
import { type ClickhouseEnvOptions, deferClickhouse } from './from-env.ts';
import { insert } from './insert.ts';
import { migrate } from './migrate.ts';
import { checkTarget, type ClickhouseOptions, destinationsOf } from './options.ts';
import { readEvents } from './read-events.ts';
import { storeOf, withStore } from './store.ts';

type Options = ClickhouseOptions & AdapterOptions & AddressSource & { readonly closing: AbortSignal };

/** One insert is one block and is stored as a whole or not at all; 10,000 rows take 0.1 s. */
const MAX_BATCH = 10_000;

/** The default that core gives a send. */
const DEFAULT_SEND_MS = 10_000;

const define = defineAdapter<Options, Connection>({
  kind: 'clickhouse',
  role: 'source',
  // A batch that is sent again carries its token, and a copy of an event in another batch is merged away.
  capabilities: { maxBatch: MAX_BATCH, idempotent: true },
  destinations: destinationsOf,
  check: checkTarget,
  async open(options) {
    const connection = createConnection(options, {
      clientOptions: {
        compression: { request: options.compression === true },
        // Opening is part of the first send: a server that is silent must not hold `close` longer than one send.
        request_timeout: options.sendTimeoutMs ?? DEFAULT_SEND_MS,
      },
      prepare: async (client, { server, database, table, cluster }) => {
        const dryRun = server !== undefined && options.migrate === false;
        const missing = await migrate(client, { database, table, cluster, dryRun });
        if (dryRun && missing.length > 0) throw notMigrated(missing);
      },
      ...(options.log && { log: options.log }),
      closing: options.closing,
    });
    await connection.client();
    return connection;
  },
  egress: egressOf,
  send: sendBatch,
  erase: erasePeople,
  finishErasure: finishHere,
  read: readEvents,
  close: (connection) => connection.close(),
});

function create(options: ClickhouseOptions & AddressSource): Adapter {
  const closing = new AbortController();
  const adapter = define({ allow: 'catalog', ...options, closing: closing.signal });
  let erasing: Promise<unknown> = Promise.resolve();
  const erase: NonNullable<Adapter['erase']> = (request) => {
    const erased = adapter.erase(request);
    erasing = Promise.allSettled([erasing, erased]);
    return erased;
  };
  const close = async (): Promise<void> => {
    // Somebody was promised an erasure. A process that takes long to start must not hold the one that ends, though.
    await erasing;
    closing.abort(new PlumblineError('PLB_LIFECYCLE_CLOSED', 'clickhouse: closed while embedded ClickHouse started'));
    await adapter.close();
  };
  return withStore(wrapAdapter(adapter, { erase, close }), () => storeOf(options));
}

const notMigrated = (missing: readonly number[]): PlumblineError =>
  new PlumblineError('PLB_CLICKHOUSE_SCHEMA', `clickhouse: migrations ${missing.join(', ')} are missing`, {
    fix: 'Call `migrate(client)` with a user who may create tables, or leave the option `migrate` on.',
  });

async function sendBatch(connection: Connection, batch: OutboundBatch, signal: AbortSignal): Promise<SendOutcome> {
  const { database, table, cluster } = connection.target;
  const { body, refused } = encodeRows(batch);
  const bad = new PlumblineError(
    'PLB_CLICKHOUSE_QUERY',
    `clickhouse: ${refused.length} events have no valid ID, name, time or fields`,
  );
  if (body.length === 0) return rejected(bad);
  const client = await connection.client();
  const outcome = await insert(client, {
    into: `${database}.${table}`,
    token: batch.id,
    body,
    ...(cluster && { settings: clusterSettings(cluster) }),
    signal,
  });
  return outcome.kind === 'delivered' && refused.length > 0 ? partial(bad, { rejected: refused }) : outcome;
}

/**
 * ClickHouse as the source of truth of product events: a server at `url`, or embedded in a folder. Nothing is imported
 * or opened before the adapter is; `fromEnv` leaves the choice to the environment and stays off where it says nothing.
 *
 * @example
 * const adapter = clickhouse({ embedded: { directory: '.plumbline/clickhouse' } });
 */
export const clickhouse: ((options: ClickhouseOptions) => Adapter) & {
  readonly fromEnv: (options?: ClickhouseEnvOptions) => DeferredAdapter;
} = Object.assign((options: ClickhouseOptions): Adapter => create(options), {
  fromEnv: (options: ClickhouseEnvOptions = {}): DeferredAdapter =>
    deferClickhouse(options, (found) => create({ ...found, at: IN_ENVIRONMENT })),
});
