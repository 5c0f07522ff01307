import type { Readable } from 'node:stream';
import { PlumblineError } from '@plumbline/core';

/** The part of a client of `@clickhouse/client` that this package uses; its `NodeClickHouseClient` has it. */
export interface ClickhouseClient {
  exec(params: ClickhouseInsert): Promise<ClickhouseAnswer>;
  query(params: ClickhouseQuery): Promise<{ json(): Promise<unknown> }>;
  command(params: ClickhouseCommand): Promise<unknown>;
  close(): Promise<void>;
}

export interface ClickhouseInsert {
  query: string;
  /** The rows as text; without them the statement is the body. */
  values?: Readable;
  clickhouse_settings: Record<string, string | number>;
  abort_signal?: AbortSignal;
  /** The answer is judged here: an error of the client holds no status. */
  ignore_error_response: true;
}

/** Whatever came back, a refusal included. The stream must be read to its end. */
export interface ClickhouseAnswer {
  readonly stream: Readable;
  readonly response_headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly http_status_code?: number;
}

export interface ClickhouseCommand {
  query: string;
  query_params?: Record<string, unknown>;
  clickhouse_settings?: Record<string, string | number>;
  abort_signal?: AbortSignal;
}

export interface ClickhouseQuery {
  query: string;
  format: 'JSONEachRow';
  query_params?: Record<string, unknown>;
  clickhouse_settings?: Record<string, string | number>;
  abort_signal?: AbortSignal;
}

/** The part of the module `@clickhouse/client`, for bundlers that cannot resolve a dynamic import. */
export interface ClickhouseLib {
  createClient(options: Record<string, unknown>): ClickhouseClient;
}

/** The client's own log goes to the console with queries in it; 127 is its `ClickHouseLogLevel.OFF`. */
const LOG_OFF = 127;

/** Makes clients that are silent on the console; errors reach the caller alone. */
export const makeClient = (lib: ClickhouseLib, options: Record<string, unknown>): ClickhouseClient =>
  lib.createClient({
    application: 'plumbline',
    log: { level: LOG_OFF },
    ...options,
  });

/** Imports the client library, on first use and never before. */
export async function importClickhouse(): Promise<ClickhouseLib> {
  try {
    return await import('@clickhouse/client');
  } catch (cause) {
    throw new PlumblineError('PLB_ADAPTER_DEPENDENCY', 'clickhouse: cannot import `@clickhouse/client`', {
      cause,
      fix: 'Install it with `npm i @clickhouse/client`, or leave the adapter off.',
    });
  }
}

/** Rows of a statement, with its placeholders filled in. */
export async function readRows<Row>(
  client: ClickhouseClient,
  query: string,
  params: Record<string, string | readonly string[]>,
): Promise<Row[]> {
  const result = await client.query({ query, format: 'JSONEachRow', query_params: params });
  return (await result.json()) as Row[];
}

/** What a thrown value says without quoting a row, a statement or a URL: ClickHouse's type, or the system's code. */
export function nameOfFailure(error: unknown): string {
  const { code, type } = error as { code?: unknown; type?: unknown };
  if (typeof type === 'string') return `${type} (code ${String(code)})`;
  return typeof code === 'string' ? code : 'no answer that ClickHouse would give';
}
