import { PlumblineError } from '@plumbline/core';
import { type ClickhouseClient, nameOfFailure } from './client.ts';

/**
 * Every copy of an event but the newest is left out while reading. Leaving partitions apart is right because the
 * partition follows from `occurred_at`, which is part of an event's identity. Numbers come as numbers from any version.
 */
export const EXACT: Readonly<Record<string, number>> = {
  final: 1,
  do_not_merge_across_partitions_select_final: 1,
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_denormals: 0,
};

/** Runs a statement so that events which were stored twice count once. Throws PLB_CLICKHOUSE_QUERY, also where the signal ends it. */
export async function queryExact<Row>(
  client: ClickhouseClient,
  query: string,
  params: Readonly<Record<string, unknown>> = {},
  signal?: AbortSignal,
): Promise<Row[]> {
  try {
    // The client listens for what comes, and not for what was before.
    signal?.throwIfAborted();
    const result = await client.query({
      query,
      format: 'JSONEachRow',
      query_params: { ...params },
      clickhouse_settings: { ...EXACT },
      ...(signal && { abort_signal: signal }),
    });
    return (await result.json()) as Row[];
  } catch (cause) {
    throw new PlumblineError('PLB_CLICKHOUSE_QUERY', `clickhouse: the query failed: ${nameOfFailure(cause)}`, {
      cause,
    });
  }
}
