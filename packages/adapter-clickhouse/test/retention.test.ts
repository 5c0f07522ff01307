import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../src/embedded.ts';
import { createDatabase, createEventTable, PARTITION_KEY } from '../src/table.ts';
import { gone, makeEvent, temporaryFolder, until } from './support.ts';

const folder = temporaryFolder();
let server: EmbeddedServer;
let client: ClickHouseClient;

beforeAll(async () => {
  server = await startEmbedded({ directory: folder.path });
  client = createClient({ ...server.clientOptions(), log: { level: 127 } });
  await client.command({ query: createDatabase('retention') });
});

afterAll(async () => {
  await client.close();
  await server.release();
  await gone(server.pid);
  folder[Symbol.dispose]();
});

const hour = 3_600_000;
const day = 24 * hour;

/** Every hour from 160 to 195 days back, half an hour from any whole number of days: a slow run moves none over a line. */
const AGES: readonly number[] = Array.from({ length: 35 * 24 }, (_, index) => 160 * day + index * hour + hour / 2);

/** Monday 00:00 UTC of the week in which a moment lies, as if the week began so many days earlier. */
const weekOf = (ms: number, shift: number): number => {
  const days = Math.floor(ms / day) + shift;
  // 1 January 1970 was a Thursday.
  return days - ((days + 3) % 7);
};

/** Ages that are still there. */
async function keptAges(table: string, now: number): Promise<readonly number[]> {
  const result = await client.query({
    query: `SELECT toUnixTimestamp64Milli(occurred_at) AS ms FROM retention.${table} ORDER BY occurred_at DESC`,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return (await result.json<{ ms: number }>()).map(({ ms }) => now - ms);
}

/** What is promised: nothing older than 180 days, and nothing younger than 173 gone. */
function expectPromise(kept: readonly number[]): void {
  const left = new Set(kept);
  const dropped = AGES.filter((age) => !left.has(age));
  expect(Math.max(...kept)).toBeLessThan(180 * day);
  expect(Math.min(...dropped)).toBeGreaterThan(173 * day);
}

// A week that begins a day earlier looks to ClickHouse as today's does a day later: eight of them are every weekday.
it.each([0, 1, 2, 3, 4, 5, 6, 7])(
  'keeps what is younger than 173 days and nothing older than 180, %d days into another week',
  async (shift) => {
    const table = `week_${shift}`;
    const statement = createEventTable('retention', table).replace(
      `PARTITION BY ${PARTITION_KEY}`,
      `PARTITION BY toMonday(occurred_at + INTERVAL ${shift} DAY)`,
    );
    await client.command({ query: statement });
    const now = Date.now();
    const values = AGES.map((age) => {
      const { eventId: event_id, name } = makeEvent();
      return { event_id, name, occurred_at: now - age, payload_json: '{}' };
    });
    const columns: [string, ...string[]] = ['event_id', 'name', 'occurred_at', 'payload_json'];
    await client.insert({ table: `retention.${table}`, columns, values, format: 'JSONEachRow' });
    // A week goes as a whole, and only when its youngest event may.
    const youngest = new Map<number, number>();
    for (const age of AGES) {
      const week = weekOf(now - age, shift);
      youngest.set(week, Math.min(age, youngest.get(week) ?? Infinity));
    }
    const expected = AGES.filter((age) => (youngest.get(weekOf(now - age, shift)) ?? 0) < 173 * day);
    expect(expected.length).toBeLessThan(AGES.length);
    // By itself ClickHouse looks for what has expired every four hours.
    await client.command({ query: `ALTER TABLE retention.${table} MODIFY SETTING merge_with_ttl_timeout = 0` });
    await until(async () => (await keptAges(table, now)).length <= expected.length);
    expect(await keptAges(table, now)).toEqual(expected);
    expectPromise(expected);
    // A merge by hand may drop single rows; it keeps the promise all the same.
    await client.command({ query: `OPTIMIZE TABLE retention.${table} FINAL` });
    expectPromise(await keptAges(table, now));
  },
);
