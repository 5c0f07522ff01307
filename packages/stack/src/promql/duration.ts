/** As Prometheus reads a length of time: each unit once, the longest first. `1h30m`, but not `30m1h` or `1.5h`. */
const DURATION = /^(?=\d)(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;
const SECONDS = [31_536_000, 604_800, 86_400, 3_600, 60, 1, 0.001];

/** Longer than any rule looks back. Prometheus itself ends at 292 years. */
const MOST_SECONDS = 31_536_000;

/** Seconds of a length of time such as `1h30m`; undefined where Prometheus would not read it. `0` alone is one, too. */
export function secondsOf(duration: string): number | undefined {
  if (duration === '0') return 0;
  const found = DURATION.exec(duration);
  if (found === null) return undefined;
  return SECONDS.reduce((sum, each, index) => sum + each * Number(found[index + 1] ?? 0), 0);
}

/** Whether Prometheus reads it, and it is no longer than a year. */
export function isDuration(duration: string): boolean {
  const seconds = secondsOf(duration);
  return seconds !== undefined && seconds <= MOST_SECONDS;
}
