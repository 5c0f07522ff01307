import type { MigrationTarget } from '@plumbline/core';
import { gaugeMigrations } from './gauges/migration-target.ts';

/** What this package brings to `plumbline migrate`. */
export const migrations: readonly MigrationTarget[] = [gaugeMigrations];
