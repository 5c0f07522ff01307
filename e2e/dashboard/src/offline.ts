/**
 * What a session of this beginning, in milliseconds, tells of events that waited offline; most tell nothing. By the time alone,
 * and not by a random number, so that the rest of the set stays as it is.
 */
export function waitedOffline(start: number): Readonly<Record<'events' | 'dropped' | 'offlineMs', number>> | undefined {
  const second = Math.floor(start / 1_000);
  if (second % 29 > 1) return undefined;
  return {
    events: 3 + (second % 17),
    dropped: second % 23 === 0 ? 2 : 0,
    offlineMs: 90_000 + (second % 3_600) * 700,
  };
}
