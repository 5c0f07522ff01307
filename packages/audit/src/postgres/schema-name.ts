import { PlumblineError } from '@plumbline/core';

/** Where the tables live unless the application says otherwise. */
export const DEFAULT_SCHEMA = 'public';

/** PostgreSQL cuts longer names; `pg_` is reserved, and `pg_temp` is where shadows are made. */
const SCHEMA = /^(?!pg_)[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/** The schema, quoted. Throws PLB_OPTION_INVALID. */
export function quoteSchema(schema: string): string {
  if (SCHEMA.test(schema)) return `"${schema}"`;
  const what = 'postgres: `schema` must be 1 to 63 letters, digits and underscores, and not begin with `pg_`';
  throw new PlumblineError('PLB_OPTION_INVALID', what);
}
