import type { CommandIo, MigrationTarget } from '@plumbline/core';
import { inspectStore, type StoreFault } from './cli/inspect.ts';
import { clickhouseMigrations } from './cli/migrations.ts';

/** A store that `plumbline doctor` can look into besides. */
export interface InspectedTarget extends MigrationTarget {
  /** What keeps a service from using it; undefined where there is nothing to look into. */
  inspect(io: CommandIo): Promise<readonly StoreFault[] | undefined>;
}

/** What this package brings to `plumbline migrate`, and to `plumbline doctor`. */
export const migrations: readonly InspectedTarget[] = [{ ...clickhouseMigrations, inspect: inspectStore }];
