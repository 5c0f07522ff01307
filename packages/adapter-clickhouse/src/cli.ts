import type { MigrationTarget } from '@plumbline/core';
import { clickhouseMigrations } from './cli/migrations.ts';

/** What this package brings to `plumbline migrate`. */
export const migrations: readonly MigrationTarget[] = [clickhouseMigrations];
