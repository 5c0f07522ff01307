import type { Command } from '@plumbline/core';
import { stackCommand } from './cli/stack.ts';

/** What this package brings to `plumbline`. */
export const commands: readonly Command[] = [stackCommand];
