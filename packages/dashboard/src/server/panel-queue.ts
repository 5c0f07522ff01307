import type { Clock } from '@plumbline/core';

/** Work of a panel took longer than it may, or too much of it waits. */
export class PanelLate extends Error {
  override readonly name = 'PanelLate';
  readonly reason: 'deadline' | 'busy';
  constructor(reason: 'deadline' | 'busy') {
    super(reason === 'deadline' ? 'not answered in time' : 'too much waits already');
    this.reason = reason;
  }
}

/** Runs work of panels: so much at a time, each under one deadline that counts the waiting too. */
export interface PanelQueue {
  /** Rejects with {@link PanelLate} at the deadline, and aborts the signal that the work was given. */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

export interface PanelQueueOptions {
  readonly maxConcurrent: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Pages of twenty viewers at once. More wait in vain: their deadline would be over before it is their turn. */
const MAX_WAITING = 240;

/**
 * Work that ignores its signal holds its place for so many deadlines, as the store may still be busy with it; after that the
 * place is given away, so that a store that never answers cannot close the dashboard for good.
 */
const HELD_DEADLINES = 6;

export function createPanelQueue({ maxConcurrent, timeoutMs, clock }: PanelQueueOptions): PanelQueue {
  const waiting: (() => void)[] = [];
  let running = 0;
  const next = (): void => {
    while (running < maxConcurrent) {
      const begin = waiting.shift();
      if (begin === undefined) return;
      running += 1;
      begin();
    }
  };
  /** Gives the place back once, when the work is over or has held it for too long. */
  const hold = (work: Promise<unknown>): void => {
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      timer.cancel();
      running -= 1;
      next();
    };
    const timer = clock.after(timeoutMs * HELD_DEADLINES, release);
    work.then(release, release);
  };
  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MAX_WAITING) return reject(new PanelLate('busy'));
        const abort = new AbortController();
        const begin = (): void => {
          // `async` turns what the work throws at once into a rejection.
          const made = (async () => work(abort.signal))();
          hold(made);
          made.then(resolve, reject).finally(() => deadline.cancel());
        };
        const deadline = clock.after(timeoutMs, () => {
          const index = waiting.indexOf(begin);
          if (index >= 0) waiting.splice(index, 1);
          const late = new PanelLate('deadline');
          abort.abort(late);
          reject(late);
        });
        waiting.push(begin);
        next();
      }),
  };
}
