import type { Command } from '@plumbline/core';
import { metricsCommands } from './cli/metrics.ts';
import { reportCommands } from './cli/report.ts';

/** What this package brings to `plumbline`. */
export const commands: readonly Command[] = [...metricsCommands, ...reportCommands];
