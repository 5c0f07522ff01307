/** One line that waits in memory because the spool cannot take it. */
export interface HeldLine {
  readonly line: string;
  readonly at: number;
  /** Settles with the fate of the line. */
  readonly durable: () => Promise<void>;
  readonly settle: (error?: Error) => void;
}

/** A line whose fate can be awaited; without a listener nothing is created that could reject unheard. */
export function holdLine(line: string, at: number): HeldLine {
  const waiters: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let settled: { error: Error | undefined } | undefined;
  return {
    line,
    at,
    durable: () =>
      new Promise((resolve, reject) => {
        if (!settled) waiters.push({ resolve, reject });
        else if (settled.error) reject(settled.error);
        else resolve();
      }),
    settle(error) {
      settled = { error };
      for (const waiter of waiters.splice(0)) {
        if (error) waiter.reject(error);
        else waiter.resolve();
      }
    },
  };
}
