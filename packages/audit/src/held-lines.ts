import type { Clock } from '@plumbline/core';
import { type HeldLine, holdLine } from './memory.ts';

export interface HeldLinesOptions {
  /** Most lines at once. */
  readonly most: number;
  readonly clock: Clock;
  /** What a line is told that had to make room, or was given up. */
  readonly error: () => Error;
  /** Told of the line that had to make room. */
  readonly onFull: () => void;
}

/** Lines that wait in memory because the spool does not take them, oldest first. */
export interface HeldLines {
  readonly size: number;
  /** Of the oldest line, in milliseconds; 0 where none waits. */
  readonly ageMs: number;
  /** Keeps one more; where there is no room, the oldest is lost for it. The answer settles with the line's fate. */
  hold(line: string): () => Promise<void>;
  /** Hands lines over until none is left; what `append` throws ends it, and the lines it did not take stay. */
  moveTo(append: (line: string) => () => Promise<void>): void;
  /** So many of the oldest; they stay until `done` says that they are stored. */
  batch(maxLines: number): { readonly lines: readonly string[]; done(): Promise<void> };
  /** Gives every line up, and answers how many there were. */
  giveUp(): number;
}

export function createHeldLines({ most, clock, error, onFull }: HeldLinesOptions): HeldLines {
  let held: HeldLine[] = [];
  return {
    get size() {
      return held.length;
    },
    get ageMs() {
      const first = held[0];
      return first ? clock.now() - first.at : 0;
    },
    hold(line) {
      if (held.length >= most) {
        held.shift()?.settle(error());
        onFull();
      }
      const entry = holdLine(line, clock.now());
      held.push(entry);
      return entry.durable;
    },
    moveTo(append) {
      while (held.length > 0) {
        const entry = held[0] as HeldLine;
        const durable = append(entry.line);
        held.shift();
        durable().then(() => entry.settle(), entry.settle);
      }
    },
    batch(maxLines) {
      const entries = new Set(held.slice(0, maxLines));
      return {
        lines: Array.from(entries, (entry) => entry.line),
        async done() {
          held = held.filter((entry) => !entries.has(entry));
          for (const entry of entries) entry.settle();
        },
      };
    },
    giveUp() {
      const lost = held.splice(0);
      for (const entry of lost) entry.settle(error());
      return lost.length;
    },
  };
}
