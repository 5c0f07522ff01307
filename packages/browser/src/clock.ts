/** Time as a value, so that tests own it. */
export interface BrowserClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, after so many milliseconds; answers what cancels it. */
  after(ms: number, run: () => void): () => void;
}

export const browserClock: BrowserClock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
