import { DEFAULT_SCHEMA, quoteSchema } from './schema-name.ts';

/** What the store needs of a connection or pool: `pg` and PGlite fit as they are, others with one line. */
export interface PostgresClient {
  query(text: string, params: unknown[]): PromiseLike<{ readonly rows: readonly unknown[] }>;
}

export interface PostgresOptions {
  /** Schema of the tables. @default 'public' */
  readonly schema?: string;
}

/** What to do about tables that are missing or of an older version, without the full stop. */
export const MIGRATE = 'Run `npx plumbline migrate`, or `await store.migrate()`, as the owner of the tables';

/** A row as a driver gives it. */
export type Row = Readonly<Record<string, unknown>>;

export type Query = (text: string, params?: unknown[]) => Promise<Row[]>;

/** A client, and the schema, quoted, that every name is qualified with. */
export interface Runner {
  readonly at: string;
  readonly query: Query;
}

/** Throws PLB_OPTION_INVALID for a schema that is no plain name. */
export function runnerOf(client: PostgresClient, { schema = DEFAULT_SCHEMA }: PostgresOptions): Runner {
  return {
    at: quoteSchema(schema),
    query: async (text, params = []) => (await client.query(text, params)).rows as Row[],
  };
}
