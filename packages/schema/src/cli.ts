import type { Command } from '@plumbline/core';
import { catalogCommands } from './cli/catalog.ts';
import { egressCommands } from './cli/egress.ts';

/** What this package brings to `plumbline`. */
export const commands: readonly Command[] = [...catalogCommands, ...egressCommands];
