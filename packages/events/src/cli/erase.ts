import type { Command } from '@plumbline/core';

/** Commands that erase people. */
export const eraseCommands: readonly Command[] = [];
