import { decodeRow, type EventPages, type EventRange, PlumblineError } from '@plumbline/core';
import { type ClickhouseClient, nameOfFailure } from './client.ts';
import type { Connection } from './connect.ts';

/** Events of one page: some megabytes, and few enough questions for a day. */
const PAGE = 5_000;

/** Texts and times as a row has them; other names, so that conditions mean the columns. */
const COLUMNS = `org_id_hash, toString(event_id) AS id, name, schema_version, session_id, anonymous_user_id, route_pattern,
  payload_json, toUnixTimestamp64Milli(occurred_at) AS happened, toUnixTimestamp64Milli(ingested_at) AS taken, source`;

const at = (ms: number): string => `fromUnixTimestamp64Milli(toInt64(${Math.trunc(ms)}), 'UTC')`;

interface Place {
  readonly ms: number;
  readonly id: string;
}

interface Read {
  readonly id: string;
  readonly happened: string | number;
  readonly taken: string | number;
}

async function readPage(
  client: ClickhouseClient,
  from: string,
  where: string,
  after: Place | undefined,
): Promise<readonly Read[]> {
  const next = after === undefined ? '' : `AND (occurred_at, event_id) > (${at(after.ms)}, toUUID({after:String}))`;
  try {
    const answer = await client.query({
      query: `SELECT ${COLUMNS} FROM ${from} FINAL WHERE ${where} ${next} ORDER BY occurred_at, event_id LIMIT ${PAGE}`,
      format: 'JSONEachRow',
      query_params: { after: after?.id ?? '' },
      // Copies of an event are in one partition, which follows from when it happened.
      clickhouse_settings: { do_not_merge_across_partitions_select_final: 1 },
    });
    return (await answer.json()) as readonly Read[];
  } catch (cause) {
    throw new PlumblineError('PLB_CLICKHOUSE_QUERY', `clickhouse: events cannot be read: ${nameOfFailure(cause)}`, {
      cause,
    });
  }
}

/** Reads the events of a time range, each once, in the order in which they happened. Throws PLB_CLICKHOUSE_QUERY. */
export async function* readEvents(connection: Connection, range: EventRange): EventPages {
  const { database, table } = connection.target;
  const where = `occurred_at >= ${at(range.from)} AND occurred_at < ${at(range.to)}`;
  let after: Place | undefined;
  for (;;) {
    const rows = await readPage(await connection.client(), `${database}.${table}`, where, after);
    yield rows.flatMap(({ id, happened, taken, ...row }) => {
      const line = { ...row, event_id: id, occurred_at: Number(happened), ingested_at: Number(taken) };
      return decodeRow(JSON.stringify(line)) ?? [];
    });
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = { ms: Number(last.happened), id: last.id };
  }
}
