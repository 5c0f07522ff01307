import type { Command } from '@plumbline/core';

/** Commands on the catalog. */
export const catalogCommands: readonly Command[] = [];
