import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTable, type Found, type TableState } from '../src/check-table.ts';
import {
  clusterSettings,
  createClusterDatabase,
  createClusterMigrations,
  createLocalTable,
  onCluster,
  SHARD_KEY,
} from '../src/cluster.ts';
import { type EmbeddedServer, startEmbedded } from '../src/embedded.ts';
import { clickhouse, type ClickhouseOptions, migrate } from '../src/index.ts';
import { clusterMigrations, migrations } from '../src/migrations.ts';
import { columns, PARTITION_KEY, SORTING_KEY } from '../src/table.ts';
import { addColumn, tablesWithColumns, typedColumns } from '../src/typed-columns.ts';
import { gone, temporaryFolder } from './support.ts';

// A single process cannot be a cluster: docs/decisions/0011 says which of this only had its syntax checked.

const folder = temporaryFolder();
let server: EmbeddedServer;
let client: ClickHouseClient;

beforeAll(async () => {
  server = await startEmbedded({ directory: folder.path });
  client = createClient({ ...server.clientOptions(), log: { level: 127 } });
  await migrate(client);
});

afterAll(async () => {
  await client.close();
  await server.release();
  await gone(server.pid);
  folder[Symbol.dispose]();
});

const rows = async <Row>(query: string): Promise<Row[]> =>
  (await client.query({ query, format: 'JSONEachRow' })).json<Row>();

const parse = async (statement: string): Promise<string> =>
  (await client.query({ query: `EXPLAIN AST ${statement}`, format: 'TabSeparated' })).text();

const cluster = { name: 'main' } as const;
const EVENTS = 'product_telemetry_events';

describe('the statements of a cluster', () => {
  const [column] = typedColumns({ events: { a: { fields: { step: { class: 'category', type: 'enum(x)' } } } } });
  const statements: readonly (readonly [string, string])[] = [
    ['database', createClusterDatabase('plumbline', 'main')],
    ['plumbline_migrations', createClusterMigrations('plumbline', 'main')],
    ...clusterMigrations.map(
      ({ makes, statement }) => [makes(EVENTS), statement('plumbline', EVENTS, 'main')] as const,
    ),
    ...tablesWithColumns(EVENTS, cluster).map(
      (table) =>
        [
          `a column of ${table}`,
          addColumn({ database: 'plumbline', table, cluster }, column ?? { name: '', type: '', ddl: '' }),
        ] as const,
    ),
    ['an erasure', `DELETE FROM plumbline.${EVENTS}_local${onCluster(cluster)} WHERE anonymous_user_id IN ('x')`],
    ['the end of an erasure', `ALTER TABLE plumbline.${EVENTS}_local${onCluster(cluster)} APPLY DELETED MASK`],
  ];

  it.each(statements)('are ones that ClickHouse can read: %s', async (_, statement) => {
    expect(statement).toContain("ON CLUSTER 'main'");
    expect(await parse(statement)).toMatch(/^(?:Create|Alter|Delete)/);
    await expect(parse(statement.replace("ON CLUSTER 'main'", "ON CLUSTER 'main' 5"))).rejects.toMatchObject({
      type: 'SYNTAX_ERROR',
    });
  });

  it('have the public names of one server, and checksums that are released', () => {
    const [, ...public_] = clusterMigrations.map(({ makes }) => makes(EVENTS));
    expect(public_).toEqual(migrations.map(({ makes }) => makes(EVENTS)));
    expect(clusterMigrations.map(({ checksum }) => checksum)).toEqual([
      'ee0cd3603a09dc7a6b51e209d7dcc9b054f31e7e450d563eacbb9b056980c798',
      '1c895231638b552e227c1772312be30e41f8e627d044a9f0a2e7862fce025baa',
      'c7c41874e875ae4d301d76f4d6ca575a695a736f08ce6401b97ee15fbe398156',
      '95657f6f70b5661bc3886908fa6b0597fe4e435d2a5c40dc8c9aba4fc2559ffc',
      '1a8133c23db246633f3c003b284809a30cab115deda60f1de872f2d70f362156',
      '282022676ef1b257c8ec7515ab3bc1751f096a1aab6fea34a53a6d76b195c46a',
      '47e3ded015b66b3bead0dff35e57d75d63acf734454911a6e9845b70c4d771fa',
    ]);
  });

  it('replicate every table, small ones to every node', () => {
    const made = clusterMigrations.filter(({ statement }) => statement('db', 't', 'main').includes('CREATE TABLE'));
    const engines = made.map(({ statement }) => /ENGINE = (.*)/.exec(statement('db', 't', 'main'))?.[1]);
    expect(engines).toEqual([
      "ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/db/t_local', '{replica}', ingested_at)",
      `Distributed('main', db, t_local, ${SHARD_KEY})`,
      "ReplicatedReplacingMergeTree('/clickhouse/tables/all/db/t_rollup', '{shard}-{replica}', computed_at)",
      "ReplicatedReplacingMergeTree('/clickhouse/tables/all/db/t_rollup_runs', '{shard}-{replica}', computed_at)",
      "ReplicatedReplacingMergeTree('/clickhouse/tables/all/db/t_rollup_slices', '{shard}-{replica}', computed_at)",
      "ReplicatedMergeTree('/clickhouse/tables/all/db/t_reports', '{shard}-{replica}')",
    ]);
  });

  it('make the same local table as on one server, but for its copies', async () => {
    const statement = createLocalTable('plumbline', EVENTS, 'main')
      .replace(onCluster(cluster), '')
      .replace(/ReplicatedReplacingMergeTree\('[^']*', '[^']*', /, 'ReplacingMergeTree(')
      .concat(', non_replicated_deduplication_window = 10000');
    await client.command({ query: statement });
    const made = await rows<{ q: string }>(
      `SELECT replace(create_table_query, '_local', '') AS q FROM system.tables WHERE database = 'plumbline' AND name IN ('${EVENTS}', '${EVENTS}_local')`,
    );
    expect(made).toHaveLength(2);
    expect(made[0]).toEqual(made[1]);
  });

  it('bring settings that the engine knows', async () => {
    const clickhouse_settings = clusterSettings({ name: 'main', quorum: 'auto' });
    expect(clickhouse_settings).toEqual({ insert_distributed_sync: 1, insert_quorum: 'auto' });
    const known = await client.query({ query: 'SELECT 1 AS one', format: 'JSONEachRow', clickhouse_settings });
    expect(await known.json()).toEqual([{ one: 1 }]);
  });
});

it('sends copies of an event to one shard, a person to one, and people without an ID to all', async () => {
  const [spread] = await rows(`
    SELECT
        uniqExactIf(shard, person = '') AS strangers,
        toUInt32(countIf(person != '')) > 0 AS some,
        max(shards) AS most
    FROM (
        SELECT person, shard, uniqExact(shard) OVER (PARTITION BY if(person = '', toString(event), person)) AS shards
        FROM (
            SELECT
                if(number % 5 = 0, '', concat('u', toString(number % 97))) AS anonymous_user_id,
                reinterpretAsUUID(sipHash128(intDiv(number, 2) * 10 + number % 5)) AS event_id,
                anonymous_user_id AS person, event_id AS event, ${SHARD_KEY} % 3 AS shard
            FROM numbers(6000)
        )
    )`);
  expect(spread).toEqual({ strangers: 3, some: 1, most: 1 });
});

describe('the check of a cluster', () => {
  const route = `Distributed('main', 'plumbline', '${EVENTS}_local', ${SHARD_KEY})`;
  const local =
    "ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/plumbline/x', '{replica}', ingested_at) PARTITION BY toMonday(occurred_at) ORDER BY (x) TTL toDateTime(occurred_at) + toIntervalDay(173) SETTINGS ttl_only_drop_parts = 1, index_granularity = 8192";
  const stateOf = (name: string, full: string): TableState => ({
    name,
    engine: /^\w+/.exec(full)?.[0] ?? '',
    engine_full: full,
    partition_key: full.startsWith('Distributed') ? '' : PARTITION_KEY,
    sorting_key: full.startsWith('Distributed') ? '' : SORTING_KEY,
  });
  const foundOf = (routeFull: string, localFull: string | undefined): Found => {
    const tables = [
      stateOf(EVENTS, routeFull),
      ...(localFull === undefined ? [] : [stateOf(`${EVENTS}_local`, localFull)]),
    ];
    return {
      tables,
      columns: tables.flatMap(({ name: table }) =>
        Object.entries(columns).map(([name, type]) => ({ table, name, type })),
      ),
    };
  };
  const place = { database: 'plumbline', table: EVENTS };

  it('takes what the migrations make, and a node that only passes on', () => {
    expect(() => checkTable(foundOf(route, local), { ...place, cluster })).not.toThrow();
    expect(() => checkTable(foundOf(route, undefined), { ...place, cluster })).not.toThrow();
    expect(() => checkTable(foundOf(route, local), place)).not.toThrow();
    const unquoted = route.replaceAll("'main'", 'main').replace("'plumbline'", 'plumbline');
    expect(() => checkTable(foundOf(unquoted, local), { ...place, cluster })).not.toThrow();
  });

  it.each([
    ['a random shard', route.replace(SHARD_KEY, 'rand()'), local, /sharding key is `rand\(\)`.*\n.*Rename/],
    ['no sharding key', route.replace(`, ${SHARD_KEY}`, ''), local, /sharding key is `missing`/],
    ['another cluster', route.replace('main', 'other'), local, /cluster is other and not main/],
    ['another table', route.replace('_local', '_old'), local, /passes on to plumbline\.product_telemetry_events_old/],
    ['one server', local, local, /on one server and not Distributed/],
    [
      'local rows that are kept longer',
      route,
      local.replace('173', '365'),
      /_local` differs: its TTL.*\n.*ALTER TABLE plumbline\.product_telemetry_events_local ON CLUSTER 'main' MODIFY TTL/,
    ],
    [
      'a short memory',
      route,
      `${local}, replicated_deduplication_window = 10`,
      /replicated_deduplication_window is 10/,
    ],
    ['local rows that keep every copy', route, local.replaceAll('Replacing', ''), /_local` differs: its engine/],
  ])('refuses %s', (_, routeFull, localFull, message) => {
    const check = (): void => checkTable(foundOf(routeFull, localFull), { ...place, cluster });
    expect(check).toThrow(expect.objectContaining({ code: 'PLB_CLICKHOUSE_SCHEMA' }) as Error);
    expect(check).toThrow(message);
  });
});

it.each([
  [{ embedded: { directory: '.' }, cluster: { name: 'main' } }, /`cluster` needs the `url`/],
  [{ url: 'http://localhost:8123', cluster: { name: "a' SYNC" } }, /cluster\.name/],
  [{ url: 'http://localhost:8123', cluster: { name: 'main', quorum: 0 } }, /cluster\.quorum/],
] satisfies [ClickhouseOptions, RegExp][])('refuses %o before anything is opened', (options, message) => {
  expect(() => clickhouse(options)).toThrow(message);
});

it('is left out where the environment names a folder', () => {
  const deferred = clickhouse.fromEnv({ cluster: { name: 'main' }, development: { directory: '.' } });
  expect(deferred.fromEnvironment({})?.destinations).toEqual(['embedded']);
  expect(deferred.fromEnvironment({ CLICKHOUSE_URL: 'http://db:8123' })?.destinations).toEqual(['http://db:8123']);
});
