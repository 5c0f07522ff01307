import type { Environment } from '@plumbline/core';
import type { ClickhouseTargetOptions } from './options.ts';

/** What a command needs to reach the store of an adapter: addresses and names, and no function. */
export type StoreTarget = Omit<ClickhouseTargetOptions, 'lib'>;

/**
 * Where an adapter of this package says which store it fills; undefined while the environment leaves it off. A symbol of
 * the registry, because the commands may be another copy of this package; a function, because it holds a password.
 */
const STORE: unique symbol = Symbol.for('plumbline.adapter-clickhouse.store');

type FindStore = (environment: Environment) => StoreTarget | undefined;

/** Lets the commands find the store of an adapter. */
export const withStore = <A extends object>(adapter: A, find: FindStore): A =>
  Object.defineProperty(adapter, STORE, { value: find, enumerable: false });

/** The store of an entry of `events.adapters`; undefined for another package's. */
export function findStore(entry: unknown): FindStore | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const find = (entry as { readonly [STORE]?: unknown })[STORE];
  return typeof find === 'function' ? (find as FindStore) : undefined;
}

/** The options that a command can take along. */
export function storeOf(options: ClickhouseTargetOptions): StoreTarget {
  const { url, embedded, username, password, database, table, cluster } = options;
  return {
    ...(url !== undefined && { url }),
    ...(embedded !== undefined && { embedded }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    ...(table !== undefined && { table }),
    ...(cluster !== undefined && { cluster }),
  };
}
