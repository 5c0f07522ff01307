import type { Command } from '@plumbline/core';

/** Commands that send stored events again. */
export const replayCommands: readonly Command[] = [];
