import type { Command } from '@plumbline/core';
import { eraseCommands } from './cli/erase.ts';
import { eventsCommands } from './cli/events.ts';
import { replayCommands } from './cli/replay.ts';

/** What this package brings to `plumbline`. */
export const commands: readonly Command[] = [...eraseCommands, ...eventsCommands, ...replayCommands];
