import { PlumblineError } from '@plumbline/core';
import { columnText } from './audit-record.ts';
import type { ReadOptions } from './audit-store.ts';

/** How a database writes what its neighbours write differently. */
export interface Dialect {
  /** The n-th parameter, from 1, of a type. */
  param(n: number, type: 'id' | 'text' | 'time'): string;
  /** Whether a parameter stands in the text of the record. */
  inBody(param: string): string;
  /** Whether a parameter is among the subjects. */
  hasSubject(param: string): string;
  /** A time as this database takes it. */
  time(ms: number): unknown;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** The first and the last time that every database takes: other forms of ISO 8601 are none to PostgreSQL. */
const [EARLIEST, LATEST] = [-62_135_596_800_000, Date.UTC(10_000, 0) - 1];

const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
const isTime = (value: unknown): boolean => value === undefined || (typeof value === 'number' && !Number.isNaN(value));
const asTime = (ms: number): number => Math.min(Math.max(ms, EARLIEST), LATEST);

/** A search often comes from the parameters of a page, so what is wrong with it is said before a database does. */
function checkSearch({ after, filters = {}, impersonator }: Omit<ReadOptions, 'limit'>): void {
  const { from, to, ...texts } = filters;
  const faults = [
    ...(after === undefined || UUID.test(after) ? [] : ['`after` is not the ID of a record']),
    ...Object.entries({ ...texts, impersonator }).flatMap(([name, value]) =>
      isText(value) ? [] : [`\`${name}\` is no text`],
    ),
    ...Object.entries({ from, to }).flatMap(([name, at]) =>
      isTime(at) ? [] : [`\`${name}\` is no time in milliseconds`],
    ),
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `audit search: ${faults.join('; ')}`);
}

/** The WHERE clause of a search, and its parameters. Throws PLB_OPTION_INVALID. */
export function where(
  dialect: Dialect,
  { after, filters = {}, impersonator, order = 'asc' }: Omit<ReadOptions, 'limit'>,
): { readonly text: string; readonly params: unknown[] } {
  checkSearch({ filters, ...(after !== undefined && { after }), ...(impersonator !== undefined && { impersonator }) });
  const params: unknown[] = [];
  const conditions: string[] = [];
  const add = (value: unknown, type: 'id' | 'text' | 'time', condition: (param: string) => string): void => {
    if (value === undefined) return;
    params.push(value);
    conditions.push(condition(dialect.param(params.length, type)));
  };
  // As the columns have it: an ID that is longer than a column is found by what the column has of it.
  const addText = (value: string | undefined, condition: (param: string) => string): void =>
    add(value === undefined ? undefined : columnText(value), 'text', condition);
  const { action, actor, from, org, outcome, subject, to } = filters;
  add(after, 'id', (param) => (order === 'asc' ? `id > ${param}` : `id < ${param}`));
  addText(actor, (param) => `actor_id = ${param}`);
  addText(action, (param) => `action = ${param}`);
  addText(outcome, (param) => `outcome = ${param}`);
  addText(org, (param) => `org = ${param}`);
  addText(subject, (param) => dialect.hasSubject(param));
  const acting = impersonator === undefined ? undefined : `"impersonator":${JSON.stringify(impersonator)}`;
  add(acting, 'text', (param) => dialect.inBody(param));
  add(from === undefined ? undefined : dialect.time(asTime(from)), 'time', (param) => `recorded_at >= ${param}`);
  add(to === undefined ? undefined : dialect.time(asTime(to)), 'time', (param) => `recorded_at < ${param}`);
  return { text: conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`, params };
}
