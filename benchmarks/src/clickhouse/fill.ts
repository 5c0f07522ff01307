import type { ClickHouseClient } from '@clickhouse/client';

/** What the table is filled with: half a year of a product with some people, as the seven questions ask for it. */
const DAYS = 180;
const PEOPLE = 20_000;

/** Rows made by one statement; more at once need more memory than a laptop gives away. */
const CHUNK = 1_000_000;

/** Statements that run at the same time; each is the work of one core. */
const AT_ONCE = 2;

/** A number from 0 to `below`, of the row and of a name: nothing random, so that every run has the same rows. */
const pick = (name: string, below: number): string => `(sipHash64(number, '${name}') % ${below})`;

const PAYLOAD = `multiIf(
    name = 'feature_viewed', concat('{"feature":"f', toString(${pick('feature', 30)}), '","surface":"', ['page', 'drawer', 'modal'][${pick('surface', 3)} + 1], '"}'),
    name = 'filter_changed', concat('{"feature":"f1","filterKey":"k', toString(${pick('key', 12)}), '","surface":"page","valueCount":', toString(${pick('values', 9)}), ',"view":"v', toString(${pick('view', 8)}), '"}'),
    name = 'chart_interacted', concat('{"action":"', ['zoom', 'hover', 'export'][${pick('action', 3)} + 1], '","chart":"c', toString(${pick('chart', 10)}), '","feature":"f2","surface":"page"}'),
    name = 'client_error', concat('{"boundary":"b', toString(${pick('boundary', 6)}), '","errorClass":"E', toString(${pick('class', 8)}), '","feature":"f3","surface":"page"}'),
    name = 'session_ended', concat('{"durationMs":', toString(${pick('ms', 3_600_000)}), ',"feature":"f4","interactions":', toString(${pick('acts', 80)}), ',"pagesViewed":', toString(${pick('pages', 30)}), ',"surface":"page"}'),
    concat('{"feature":"f', toString(${pick('other', 30)}), '","surface":"page"}')
)`;

/** Of a hundred events so many are each; the rest is something that nobody asks for. */
const NAME = `multiIf(share < 40, 'page_viewed', share < 60, 'feature_viewed', share < 72, 'filter_changed', share < 84, 'chart_interacted', share < 87, 'client_error', share < 92, 'session_ended', 'item_created')`;

const statement = (table: string, from: number, count: number, which: string): string => `
INSERT INTO ${table} (org_id_hash, event_id, name, schema_version, session_id, anonymous_user_id, route_pattern, payload_json, occurred_at, source)
SELECT
    concat('org-', toString(person % 200)),
    reinterpretAsUUID(sipHash128(number)),
    ${NAME} AS name,
    '2026-05-telemetry-v1',
    lower(hex(sipHash64(person, intDiv(at, 86400000)))),
    lower(hex(sipHash128(person))),
    concat('/area-', toString(${pick('route', 40)}), '/:id'),
    ${PAYLOAD},
    fromUnixTimestamp64Milli(at, 'UTC'),
    'web'
FROM (
    SELECT
        number,
        ${pick('share', 100)} AS share,
        ${pick('person', PEOPLE)} AS person,
        toInt64({end:Int64} - {span:Int64} + intDiv(number * {span:Int64}, {rows:Int64})) AS at
    FROM numbers(${from}, ${count})
    WHERE ${which}
)`;

/** How long no merge has run, in tenths of a second, when nothing more is to be merged; few rows are left as they are. */
const quietTenths = (rows: number): number => (rows < 100_000 ? 0 : 10);

/** Waits until no merge has run for a second. */
async function settle(client: ClickHouseClient, rows: number): Promise<void> {
  for (let quiet = 0; quiet < quietTenths(rows); quiet += 1) {
    const result = await client.query({
      query: 'SELECT toUInt32(count()) AS merges FROM system.merges',
      format: 'JSONEachRow',
    });
    const [{ merges } = { merges: 0 }] = await result.json<{ merges: number }>();
    if (merges > 0) quiet = 0;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * Fills a table with so many events in the order in which they happened, as a service does, and stores one in a hundred of
 * the last month once more. Returns when ClickHouse has merged what it wants to merge.
 */
export async function fill(client: ClickHouseClient, table: string, rows: number, end: number): Promise<void> {
  const insert = (from: number, count: number, which: string): Promise<unknown> =>
    client.command({
      query: statement(table, from, count, which),
      query_params: { end, rows, span: DAYS * 86_400_000 },
    });
  const chunks = Array.from({ length: Math.ceil(rows / CHUNK) }, (_, index) => index * CHUNK);
  for (let first = 0; first < chunks.length; first += AT_ONCE) {
    const some = chunks.slice(first, first + AT_ONCE);
    await Promise.all(some.map((from) => insert(from, Math.min(CHUNK, rows - from), '1')));
  }
  const month = Math.ceil((rows * 30) / DAYS);
  await insert(rows - month, month, 'number % 100 = 0');
  await settle(client, rows);
}
