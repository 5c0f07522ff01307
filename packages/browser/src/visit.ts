import type { BrowserClock } from './clock.ts';

/** What a browser remembers once there is consent, as one value of localStorage. Short names: it is written with each event. */
export interface Visit {
  /** Random ID of the browser. */
  a?: string;
  /** Random ID of the session; empty when it has ended. */
  s?: string;
  /** ID of the event that will end the session: whichever tab sends it, it is the same event. */
  e: string;
  /** When the session began, when its last event occurred, and on which route. */
  b: number;
  t: number;
  r: string;
  /** Pages and interactions of the session. */
  p: number;
  i: number;
  /** What the server's clock is ahead by, in milliseconds, to the second. */
  k?: number;
  /** Since when sending has failed, and how many events had to be dropped. */
  f?: number;
  d?: number;
}

export interface VisitRecord {
  /** The server's time, as far as it is known. */
  readonly now: () => number;
  /** Reads what all tabs know, changes it and writes it: nothing of it without consent. */
  readonly update: (change: (visit: Visit) => void) => void;
  /** Erases it, and answers whether there was one. Where there is none, none is made. */
  readonly erase: () => boolean;
}

/** Makes the record; nothing is read or written before a call. `onGone` is told that another tab has erased it. */
export function createVisitRecord(
  name: string,
  clock: BrowserClock,
  isGranted: () => boolean,
  onGone: () => void,
): VisitRecord {
  let visit = {} as Visit;
  return {
    now: () => clock.now() + (visit.k ?? 0),
    // A browser may forbid storage; the page then knows what it knows by itself.
    update(change) {
      if (!isGranted()) return;
      let text: string | undefined;
      try {
        text = localStorage[name] as string | undefined;
        if (text) visit = Object(JSON.parse(text)) as Visit;
        else if (visit.a) return onGone();
      } catch {}
      change(visit);
      const next = JSON.stringify(visit);
      try {
        if (next !== text) localStorage[name] = next;
      } catch {}
    },
    erase() {
      visit = {} as Visit;
      try {
        return name in localStorage && delete localStorage[name];
      } catch {
        return false;
      }
    },
  };
}
