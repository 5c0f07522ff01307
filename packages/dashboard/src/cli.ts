import type { Command } from '@plumbline/core';

/** What this package brings to `plumbline`. */
export const commands: readonly Command[] = [];
