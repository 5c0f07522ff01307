import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../src/embedded.ts';
import { clickhouse, type ClickhouseClient, type ClickhouseQuery, migrate } from '../src/index.ts';
import { checksumOf, migrations } from '../src/migrations.ts';
import { columns, createEventTable } from '../src/table.ts';
import { gone, makeBatch, makeEvent, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let server: EmbeddedServer;
let client: ClickHouseClient;

beforeAll(async () => {
  server = await startEmbedded({ directory: folder.path });
  client = createClient({ ...server.clientOptions(), log: { level: 127 } });
});

afterAll(async () => {
  await client.close();
  await server.release();
  await gone(server.pid);
  folder[Symbol.dispose]();
});

const rows = async (query: string): Promise<unknown[]> => (await client.query({ query, format: 'JSONEachRow' })).json();

it('makes the table once, says so, and repeats nothing', async () => {
  expect(await migrate(client, { database: 'once', dryRun: true })).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await rows("SELECT name FROM system.databases WHERE name = 'once'")).toEqual([]);
  expect(await migrate(client, { database: 'once' })).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await migrate(client, { database: 'once' })).toEqual([]);
  expect(await rows('SELECT id, target FROM once.plumbline_migrations ORDER BY id')).toEqual([
    { id: 1, target: 'product_telemetry_events' },
    { id: 2, target: 'product_telemetry_events' },
    { id: 3, target: 'product_telemetry_events' },
    { id: 4, target: 'product_telemetry_events' },
    { id: 5, target: 'product_telemetry_events' },
    { id: 6, target: 'product_telemetry_events' },
  ]);
  const made = await rows(
    "SELECT name FROM system.columns WHERE database = 'once' AND table = 'product_telemetry_events'",
  );
  const generated = ['p_feature', 'p_surface'];
  expect(made).toEqual([...Object.keys(columns), ...generated].map((name) => ({ name })));
  expect(await rows("SELECT engine FROM system.databases WHERE name = 'once'")).toEqual([{ engine: 'Atomic' }]);
});

it('takes a table for whole that another service makes while it looks', async () => {
  let asked = 0;
  const late: ClickhouseClient = Object.assign(Object.create(client) as ClickhouseClient, {
    async query(params: ClickhouseQuery) {
      asked += 1;
      // The first answer is of a time before the table, the second of one behind it.
      if (asked === 2) await migrate(client, { database: 'together' });
      return client.query(params);
    },
  });
  await expect(migrate(late, { database: 'together' })).resolves.toEqual([]);
});

it('asks three questions in two rounds where nothing is missing', async () => {
  await migrate(client, { database: 'asked' });
  const rounds: number[] = [];
  let open = 0;
  const watched: ClickhouseClient = Object.assign(Object.create(client) as ClickhouseClient, {
    async query(params: ClickhouseQuery) {
      if (open === 0) rounds.push(0);
      open += 1;
      rounds[rounds.length - 1]! += 1;
      try {
        return await client.query(params);
      } finally {
        open -= 1;
      }
    },
  });
  expect(await migrate(watched, { database: 'asked' })).toEqual([]);
  expect(rounds).toEqual([2, 1]);
});

it('may run in several services at once', async () => {
  await Promise.all(Array.from({ length: 5 }, () => migrate(client, { database: 'together' })));
  expect(await migrate(client, { database: 'together' })).toEqual([]);
  expect(await rows('SELECT count() AS n FROM together.plumbline_migrations FINAL')).toEqual([{ n: 6 }]);
});

it('makes again what is gone', async () => {
  await migrate(client, { database: 'gone' });
  await client.command({ query: 'DROP TABLE gone.product_telemetry_rollup' });
  expect(await migrate(client, { database: 'gone' })).toEqual([2]);
  expect(await migrate(client, { database: 'gone' })).toEqual([]);
});

it('moves on what an earlier version made, and keeps what is in it', async () => {
  await migrate(client, { database: 'earlier' });
  for (const later of ['product_telemetry_rollup_slices', 'product_telemetry_reports']) {
    await client.command({ query: `DROP TABLE earlier.${later}` });
  }
  await client.command({
    query: 'DELETE FROM earlier.plumbline_migrations WHERE id > 3',
    clickhouse_settings: { mutations_sync: '2' },
  });
  const rollup = 'earlier.product_telemetry_rollup';
  await client.command({ query: `INSERT INTO ${rollup} (as_of, panel, users) VALUES ('2026-01-01', 'topRoutes', 7)` });
  expect(await migrate(client, { database: 'earlier' })).toEqual([4, 5, 6]);
  expect(await migrate(client, { database: 'earlier' })).toEqual([]);
  expect(await rows(`SELECT panel, toUInt32(users) AS users FROM ${rollup}`)).toEqual([
    { panel: 'topRoutes', users: 7 },
  ]);
});

it('serves several tables of one database', async () => {
  await migrate(client, { database: 'several', table: 'a' });
  expect(await migrate(client, { database: 'several', table: 'b' })).toEqual([1, 2, 3, 4, 5, 6]);
});

/** The statement of the table in `drift`, with one part of it replaced. */
const remade = (part: string, by: string): string =>
  createEventTable('drift', 'product_telemetry_events').replace(part, by);

it.each([
  [
    'a changed column',
    'ALTER TABLE drift.product_telemetry_events MODIFY COLUMN session_id LowCardinality(String)',
    /session_id/,
  ],
  ['a missing column', 'ALTER TABLE drift.product_telemetry_events DROP COLUMN source', /source is missing/],
  [
    'other statements',
    "ALTER TABLE drift.plumbline_migrations UPDATE checksum = 'x' WHERE 1 SETTINGS mutations_sync = 1",
    /other statements/,
  ],
  [
    'a newer version',
    "INSERT INTO drift.plumbline_migrations (id, target, checksum) VALUES (99, 'product_telemetry_events', 'x')",
    /migration 99/,
  ],
  [
    'a table that keeps repeated events',
    'DROP TABLE drift.product_telemetry_events; CREATE TABLE drift.product_telemetry_events ENGINE = MergeTree ORDER BY name AS SELECT * FROM once.product_telemetry_events',
    /cannot drop repeated events.*\n.*Rename/,
  ],
  [
    'another way to tell the newest copy',
    `DROP TABLE drift.product_telemetry_events; ${remade('ReplacingMergeTree(ingested_at)', 'ReplacingMergeTree')}`,
    /cannot drop repeated events/,
  ],
  [
    'monthly partitions',
    `DROP TABLE drift.product_telemetry_events; ${remade('toMonday(occurred_at)', 'toYYYYMM(occurred_at)')}`,
    /partition key is `toYYYYMM\(occurred_at\)` and not `toMonday\(occurred_at\)`.*\n.*Rename/,
  ],
  [
    'a longer retention',
    'ALTER TABLE drift.product_telemetry_events MODIFY TTL toDateTime(occurred_at) + INTERVAL 180 DAY',
    /TTL is `toDateTime\(occurred_at\) \+ toIntervalDay\(180\)`.*\n.*ALTER TABLE drift.product_telemetry_events MODIFY TTL/,
  ],
  [
    'a retention for some events alone',
    "ALTER TABLE drift.product_telemetry_events MODIFY TTL toDateTime(occurred_at) + INTERVAL 173 DAY DELETE WHERE source = 'web'",
    /TTL is `.*WHERE source = 'web'`/,
  ],
  ['no retention', 'ALTER TABLE drift.product_telemetry_events REMOVE TTL', /TTL is missing/],
  [
    'no memory of repeated batches',
    'ALTER TABLE drift.product_telemetry_events RESET SETTING non_replicated_deduplication_window',
    /non_replicated_deduplication_window is missing.*\n.*MODIFY SETTING non_replicated_deduplication_window = 10000/,
  ],
  [
    'a short memory of repeated batches, and no retention',
    'ALTER TABLE drift.product_telemetry_events MODIFY SETTING non_replicated_deduplication_window = 10; ALTER TABLE drift.product_telemetry_events REMOVE TTL',
    /TTL is missing.*non_replicated_deduplication_window is 10 .*\n.*MODIFY TTL.*; ALTER TABLE .*MODIFY SETTING/,
  ],
])('refuses %s and changes nothing', async (_, statements, message) => {
  await client.command({ query: 'DROP DATABASE IF EXISTS drift' });
  await migrate(client, { database: 'drift' });
  for (const query of statements.split('; ')) await client.command({ query });
  const before = await rows("SELECT create_table_query FROM system.tables WHERE database = 'drift' ORDER BY name");
  const error = await migrate(client, { database: 'drift' }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'PLB_CLICKHOUSE_SCHEMA' });
  expect(String(error)).toMatch(message);
  expect(await rows("SELECT create_table_query FROM system.tables WHERE database = 'drift' ORDER BY name")).toEqual(
    before,
  );
});

it('ends where its own error says', async () => {
  await client.command({ query: 'DROP DATABASE IF EXISTS mended' });
  await migrate(client, { database: 'mended' });
  const table = 'mended.product_telemetry_events';
  await client.command({ query: `ALTER TABLE ${table} REMOVE TTL` });
  await client.command({ query: `ALTER TABLE ${table} MODIFY SETTING non_replicated_deduplication_window = 10` });
  const error: unknown = await migrate(client, { database: 'mended' }).catch((thrown: unknown) => thrown);
  const statements = String(error).match(/ALTER TABLE [^;`]+/g) ?? [];
  expect(statements).toHaveLength(2);
  for (const query of statements) await client.command({ query });
  expect(await migrate(client, { database: 'mended' })).toEqual([]);
});

it.each([
  ['a shorter retention', 'MODIFY TTL toDateTime(occurred_at) + INTERVAL 90 DAY'],
  ['a longer memory of repeated batches', 'MODIFY SETTING non_replicated_deduplication_window = 20000'],
  ['a column of your own', 'ADD COLUMN p_team String MATERIALIZED JSONExtractString(payload_json, $$team$$)'],
])('takes %s', async (_, change) => {
  await client.command({ query: 'DROP DATABASE IF EXISTS own' });
  await migrate(client, { database: 'own' });
  const query = `ALTER TABLE own.product_telemetry_events ${change.replaceAll('$$', "'")}`;
  await client.command({ query });
  expect(await migrate(client, { database: 'own' })).toEqual([]);
});

it('takes a database that was renamed', async () => {
  await client.command({ query: 'DROP DATABASE IF EXISTS renamed' });
  await migrate(client, { database: 'before' });
  await client.command({ query: 'RENAME DATABASE before TO renamed' });
  expect(await migrate(client, { database: 'renamed' })).toEqual([]);
});

it('knows a statement by what it says', () => {
  const statement = createEventTable('d', 't');
  const same = statement.replaceAll('\n', '   ').replaceAll(' (', '(').replaceAll(',', ' , ');
  expect(checksumOf(same)).toBe(checksumOf(statement));
  const others = [
    statement.replace('173', '174'),
    statement.replace("'feature'", "'fea ture'"),
    statement.replace("'feature'", "' feature'"),
    statement.replace('event_id           UUID', 'event_idUUID'),
  ];
  expect(new Set([statement, ...others].map(checksumOf)).size).toBe(5);
});

it('has the checksums that were released', () => {
  // Services that ran these migrations have them on record: add a migration, and change none.
  expect(migrations.map(({ checksum }) => checksum)).toEqual([
    'c6472826d576c816ab0d6fe749bf1d191f6c07c2f098c6de6a311830b7465a19',
    '4601dd0ababe65248dc440f2a6b19236c122b25eb9d7b9731837b3fcf04b68b1',
    'f277ca6d14f290f8a605f77189dc6e6ff1bf12b311e096a76ac506d31f17232e',
    'c1304151dd38841b42a01489ec861e7986754c48d4d3a7d0701646cb7c3c4e9d',
    'fad722f82312de328a7a7cb8ba643377116412b1d9ab65fe0effc1d2b220af4a',
    'a465f33b648049e40df197b6a5b206f36789d12e17199766a665d12f077d5bdb',
  ]);
});

it('keeps 172 days and nothing older than 180', async () => {
  const day = 86_400_000;
  const ages = [0, 100, 172, 181, 200];
  await using adapter = clickhouse({ embedded: { directory: folder.path }, database: 'ages' });
  const events = ages.map((age) => makeEvent({ name: `age_${age}`, occurredAt: Date.now() - age * day }));
  expect(await adapter.send(makeBatch(events))).toEqual({ kind: 'delivered' });
  await client.command({ query: 'OPTIMIZE TABLE ages.product_telemetry_events FINAL' });
  expect(await rows('SELECT name FROM ages.product_telemetry_events ORDER BY occurred_at DESC')).toEqual([
    { name: 'age_0' },
    { name: 'age_100' },
    { name: 'age_172' },
  ]);
});

it('tells a server that is gone from one that refuses', async () => {
  const nobody = createClient({ url: 'http://127.0.0.1:1', log: { level: 127 } });
  await expect(migrate(nobody)).rejects.toMatchObject({ code: 'PLB_ADAPTER_OPEN' });
  await nobody.close();
  const reader = createClient({
    ...server.clientOptions(),
    clickhouse_settings: { readonly: '1' },
    log: { level: 127 },
  });
  await expect(migrate(reader, { database: 'denied' })).rejects.toMatchObject({ code: 'PLB_CLICKHOUSE_QUERY' });
  await reader.close();
});
