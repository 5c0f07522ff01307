import type { ReadOptions } from './audit-store.ts';

/** How a database writes what its neighbours write differently. */
export interface Dialect {
  /** The n-th parameter, from 1, of a type. */
  param(n: number, type: 'id' | 'text' | 'time'): string;
  /** Whether a parameter is among the subjects. */
  hasSubject(param: string): string;
  /** A time as this database takes it. */
  time(ms: number): unknown;
}

/** The WHERE clause of a search, and its parameters. */
export function where(
  dialect: Dialect,
  { after, filters = {}, order = 'asc' }: Omit<ReadOptions, 'limit'>,
): { readonly text: string; readonly params: unknown[] } {
  const params: unknown[] = [];
  const conditions: string[] = [];
  const add = (value: unknown, type: 'id' | 'text' | 'time', condition: (param: string) => string): void => {
    if (value === undefined) return;
    params.push(value);
    conditions.push(condition(dialect.param(params.length, type)));
  };
  const { action, actor, from, org, outcome, subject, to } = filters;
  add(after, 'id', (param) => (order === 'asc' ? `id > ${param}` : `id < ${param}`));
  add(actor, 'text', (param) => `actor_id = ${param}`);
  add(action, 'text', (param) => `action = ${param}`);
  add(outcome, 'text', (param) => `outcome = ${param}`);
  add(org, 'text', (param) => `org = ${param}`);
  add(subject, 'text', (param) => dialect.hasSubject(param));
  add(from === undefined ? undefined : dialect.time(from), 'time', (param) => `recorded_at >= ${param}`);
  add(to === undefined ? undefined : dialect.time(to), 'time', (param) => `recorded_at < ${param}`);
  return { text: conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`, params };
}
