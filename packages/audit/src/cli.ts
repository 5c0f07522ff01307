import type { Command, MigrationTarget } from '@plumbline/core';
import { auditCommand } from './cli/audit.ts';
import { type AuditCheck, auditSeals } from './cli/doctor-check.ts';
import { auditMigrations } from './cli/migrations.ts';

/** What this package brings to `plumbline`. */
export const commands: readonly Command[] = [auditCommand];

/** What this package brings to `plumbline migrate`. */
export const migrations: readonly MigrationTarget[] = [auditMigrations];

/** What this package brings to `plumbline doctor`. */
export const checks: readonly AuditCheck[] = [auditSeals];
