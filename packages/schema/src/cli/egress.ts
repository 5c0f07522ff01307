import type { Command } from '@plumbline/core';

/** Commands on the egress lockfile. */
export const egressCommands: readonly Command[] = [];
