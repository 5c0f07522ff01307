import type { Command } from '@plumbline/core';
import { auditCommand } from './cli/audit.ts';

/** What this package brings to `plumbline`. */
export const commands: readonly Command[] = [auditCommand];
