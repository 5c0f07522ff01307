import type { ClickHouseClient } from '@clickhouse/client';

export const DAY_MS = 86_400_000;

/** What is kept of a product: events older than this may be dropped. */
export const KEPT_DAYS = 172;

/** Rows made by one statement; more at once need more memory than a laptop gives away. */
const CHUNK = 1_000_000;

/** Statements that run at the same time; each is the work of one core. */
const AT_ONCE = 2;

/** One event in so many is stored a second time. */
const REPEATED = 100;

/** Events of one person in half a year, on average. Half of the people are there from the beginning, the others come. */
const EVENTS_EACH = 500;
const FEWEST_PEOPLE = 20;

export interface Filling {
  readonly table: string;
  readonly rows: number;
  /** Milliseconds since the epoch; every event lies before it. */
  readonly end: number;
}

const peopleOf = (rows: number): number => Math.max(FEWEST_PEOPLE, Math.round(rows / EVENTS_EACH));

/** A number from 0 to `below`, of the row and of a name: nothing random, so that every run has the same rows. */
const pick = (name: string, below: number): string => `(sipHash64(number, '${name}') % ${below})`;

/** The same where small numbers are frequent and large ones are not: a fifth of all falls to the first twenty-fifth. */
const favour = (name: string, below: number): string =>
  `intDiv(pow(sipHash64(number, '${name}') % 10000, 2) * ${below}, 100000000)`;

const field = (name: string, value: string): string => `',"${name}":"', ${value}, '"'`;

/** Who somebody is does not change from event to event. */
const ACTOR = `concat(${field('plan', "['free', 'free', 'free', 'team', 'team', 'enterprise'][person % 6 + 1]")}, ${field('role', "['viewer', 'viewer', 'viewer', 'viewer', 'editor', 'editor', 'editor', 'approver', 'approver', 'admin'][intDiv(person, 6) % 10 + 1]")}, ${field('surface', `['page', 'page', 'drawer', 'modal'][${pick('surface', 4)} + 1]`)}, '}')`;

const own = (text: string, below: number, name: string): string => `'${text}', toString(${pick(name, below)}), '"'`;

const PAYLOAD = `concat('{"feature":"f', toString(${favour('feature', 30)}), '"', multiIf(
    name = 'filter_changed', concat(',"filterKey":"', ${own('k', 12, 'key')}, ',"valueCount":', toString(${pick('values', 9)}), ',"view":"', ${own('v', 8, 'view')}),
    name = 'chart_interacted', concat(',"action":"', ['zoomed', 'hovered', 'exported'][${pick('action', 3)} + 1], '","chart":"', ${own('c', 10, 'chart')}),
    name = 'client_error', concat(',"boundary":"', ${own('b', 6, 'boundary')}, ',"errorClass":"', ${own('E', 8, 'class')}),
    name = 'session_ended', concat(',"durationMs":', toString(${favour('ms', 3_600_000)}), ',"interactions":', toString(${favour('acts', 80)}), ',"pagesViewed":', toString(${favour('pages', 30)})),
    name = 'offline_recovered', concat(',"dropped":', toString(${pick('dropped', 3)}), ',"events":', toString(${pick('recovered', 50)}), ',"offlineMs":', toString(${pick('offline', 3_600_000)})),
    ''
), ${ACTOR})`;

/** Of a thousand events so many are each; the rest is the application's own. */
const NAME = `multiIf(share < 400, 'page_viewed', share < 600, 'feature_viewed', share < 720, 'filter_changed', share < 840, 'chart_interacted', share < 870, 'client_error', share < 915, 'session_ended', share < 920, 'offline_recovered', 'item_created')`;

const statement = ({ table, rows }: Filling, from: number, count: number, which: string): string => `
INSERT INTO ${table} (org_id_hash, event_id, name, schema_version, session_id, anonymous_user_id, route_pattern, payload_json, occurred_at, source)
SELECT
    concat('org-', toString(person % 200)),
    reinterpretAsUUID(sipHash128(number)),
    ${NAME} AS name,
    '2026-05-telemetry-v1',
    lower(hex(sipHash64(person, intDiv(at, ${DAY_MS})))),
    lower(hex(sipHash128(person))),
    concat('/area-', toString(${favour('route', 40)}), '/:id'),
    ${PAYLOAD},
    fromUnixTimestamp64Milli(at, 'UTC'),
    ['web', 'web', 'web', 'api'][${pick('source', 4)} + 1]
FROM (
    SELECT
        number,
        ${pick('share', 1_000)} AS share,
        toUInt32(${favour('person', peopleOf(rows))} * (0.5 + number / 2 / {rows:Int64})) AS person,
        toInt64({end:Int64} - {span:Int64} + intDiv(number * {span:Int64}, {rows:Int64})) AS at
    FROM numbers(${from}, ${count})
    WHERE ${which}
)`;

async function insertRows(client: ClickHouseClient, filling: Filling, which: string, chunk: number): Promise<void> {
  const { rows, end } = filling;
  const chunks = Array.from({ length: Math.ceil(rows / chunk) }, (_, index) => index * chunk);
  for (let first = 0; first < chunks.length; first += AT_ONCE) {
    const some = chunks.slice(first, first + AT_ONCE);
    await Promise.all(
      some.map((from) =>
        client.command({
          query: statement(filling, from, Math.min(chunk, rows - from), which),
          query_params: { end, rows, span: KEPT_DAYS * DAY_MS },
        }),
      ),
    );
  }
}

/** How long no merge has run, in tenths of a second, when nothing more is to be merged; few rows are left as they are. */
const quietTenths = (rows: number): number => (rows < 100_000 ? 0 : 10);

/** Waits until no merge has run for a second. */
export async function settle(client: ClickHouseClient, { rows }: Filling): Promise<void> {
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
 * Fills a table with so many events in the order in which they happened, as a service does, waits until ClickHouse has merged
 * what it wants to, and then stores one in a hundred once more. Nothing merges after that, so that every copy is there when
 * questions are asked: the hardest that 1 % can be.
 */
export async function fill(client: ClickHouseClient, filling: Filling): Promise<void> {
  await insertRows(client, filling, '1', CHUNK);
  await settle(client, filling);
  await client.command({ query: `SYSTEM STOP MERGES ${filling.table}` });
  await insertRows(client, filling, `number % ${REPEATED} = 0`, CHUNK * REPEATED);
}
