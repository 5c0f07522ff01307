import { isPlumblineError } from '@plumbline/core';
import { PanelLate } from './panel-queue.ts';

/** A failure that tells the viewer what to do otherwise; its message is written for a page and holds no value. */
export class PanelRefusal extends Error {
  override readonly name = 'PanelRefusal';
}

/**
 * What a viewer is told of a panel that failed. Texts of the store may hold values of rows and names of hosts, so they go to the
 * log alone; the code leads to what to do about it.
 */
export function describeFailure(error: unknown): string {
  if (error instanceof PanelLate)
    return error.reason === 'deadline'
      ? 'The store did not answer in time. A shorter span, or the same page in a moment, may work.'
      : 'Too many questions wait for the store right now. Try again in a moment.';
  if (error instanceof PanelRefusal) return error.message;
  if (isPlumblineError(error)) return `The store could not answer (${error.code}).`;
  return 'The store could not answer.';
}
