import type { Dialect } from '../where.ts';

/** How SQLite writes a search. */
export const sqliteDialect: Dialect = {
  param: () => '?',
  inBody: (param) => `instr(body, ${param}) > 0`,
  hasSubject: (param) => `EXISTS (SELECT 1 FROM json_each(subject_ids) WHERE value = ${param})`,
  time: (ms) => ms,
};
