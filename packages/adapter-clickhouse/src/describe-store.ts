import path from 'node:path';
import process from 'node:process';
import type { Describer } from '@plumbline/core';
import { findStore, type StoreTarget } from './store.ts';
import { type ColumnCatalog, type TypedColumn, typedColumns } from './typed-columns.ts';

/** What `plumbline migrate` asks of a configuration. */
export interface DescribedStore {
  /** Undefined where the adapter is off in this environment, or not in the configuration. */
  readonly target?: StoreTarget;
  readonly columns: readonly TypedColumn[];
}

/** What is read of a configuration here. */
interface StoreSections {
  readonly catalog?: ColumnCatalog;
  readonly events?: { readonly adapters?: readonly unknown[] };
}

/** This process runs in the folder of the application; the command may have been called in one below it. */
const inApplication = (target: StoreTarget): StoreTarget =>
  target.embedded === undefined
    ? target
    : { ...target, embedded: { ...target.embedded, directory: path.resolve(target.embedded.directory) } };

/** Runs in the process that imported the configuration. */
export const describe: Describer = (given): DescribedStore => {
  const { catalog, events } = given as StoreSections;
  const find = (events?.adapters ?? []).map((entry) => findStore(entry)).find((found) => found !== undefined);
  const target = find?.(process.env);
  return {
    ...(target && { target: inApplication(target) }),
    columns: catalog === undefined ? [] : typedColumns(catalog),
  };
};
