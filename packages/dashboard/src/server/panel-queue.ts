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

/** Scans of whole periods take half of the places at most, so that questions of a few milliseconds keep the others. */
export type PanelLane = 'panel' | 'scan';

/** Runs work of panels: so much at a time, each under one deadline that counts the waiting too. */
export interface PanelQueue {
  /**
   * Rejects with {@link PanelLate} at the deadline, and aborts the signal that the work was given.
   *
   * @param lane - by default `panel`
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>, lane?: PanelLane): Promise<T>;
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

interface Waiting {
  readonly lane: PanelLane;
  readonly begin: () => void;
}

/** Places of which each is given back once, by whoever has it. */
function createPlaces(maxConcurrent: number) {
  const most: Readonly<Record<PanelLane, number>> = {
    panel: maxConcurrent,
    scan: Math.max(1, Math.floor(maxConcurrent / 2)),
  };
  const taken: Record<PanelLane, number> = { panel: 0, scan: 0 };
  return {
    isFree: (lane: PanelLane): boolean => taken.panel + taken.scan < maxConcurrent && taken[lane] < most[lane],
    take(lane: PanelLane): void {
      taken[lane] += 1;
    },
    giveBack(lane: PanelLane): void {
      taken[lane] -= 1;
    },
  };
}

export function createPanelQueue({ maxConcurrent, timeoutMs, clock }: PanelQueueOptions): PanelQueue {
  const waiting: Waiting[] = [];
  const places = createPlaces(maxConcurrent);
  const next = (): void => {
    for (;;) {
      const index = waiting.findIndex(({ lane }) => places.isFree(lane));
      const [first] = index < 0 ? [] : waiting.splice(index, 1);
      if (first === undefined) return;
      places.take(first.lane);
      first.begin();
    }
  };
  /** Gives the place back once, when the work is over or has held it for too long. */
  const hold = (work: Promise<unknown>, lane: PanelLane): void => {
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      timer.cancel();
      places.giveBack(lane);
      next();
    };
    const timer = clock.after(timeoutMs * HELD_DEADLINES, release);
    work.then(release, release);
  };
  return {
    run: (work, lane = 'panel') =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MAX_WAITING) return reject(new PanelLate('busy'));
        const abort = new AbortController();
        const begin = (): void => {
          // `async` turns what the work throws at once into a rejection.
          const made = (async () => work(abort.signal))();
          hold(made, lane);
          made.then(resolve, reject).finally(() => deadline.cancel());
        };
        const own: Waiting = { lane, begin };
        const deadline = clock.after(timeoutMs, () => {
          const index = waiting.indexOf(own);
          if (index >= 0) waiting.splice(index, 1);
          const late = new PanelLate('deadline');
          abort.abort(late);
          reject(late);
        });
        waiting.push(own);
        next();
      }),
  };
}
