import type { Command } from '@plumbline/core';

/** What this package brings to the command line. */
export const commands: readonly Command[] = [];
