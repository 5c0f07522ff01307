import type { Clock, Log, Meter } from '@plumbline/core';
import type { CreateLabelGuard } from '../label-guard.ts';

/** What each of the signals is made with. */
export interface Setting {
  readonly meter: Meter;
  readonly guard: CreateLabelGuard;
  readonly clock: Clock;
  readonly log: Log;
  /** What is to be undone at the shutdown. */
  readonly onShutdown: (undo: () => void) => void;
}

export const OUTCOMES = ['success', 'failure'] as const;

/** How one call, run or item ended. */
export type Outcome = (typeof OUTCOMES)[number];

/** Clock readings are milliseconds; the instruments are in seconds. */
export const SECOND_MS = 1_000;
