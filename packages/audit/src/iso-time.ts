/** The first and the last millisecond of the years that have four digits: other forms of ISO 8601 are refused by PostgreSQL. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MS = Date.UTC(10_000, 0) - 1;

/** A time of a year from 0000 to 9999, in milliseconds. */
export const isTime = (ms: unknown): ms is number => typeof ms === 'number' && ms >= FIRST_MS && ms <= LAST_MS;

/** Such a time since 1970: what the ID of a record can hold, and what its row is found by. */
export const isClockTime = (ms: unknown): ms is number => isTime(ms) && ms >= 0;

/** A writer of times as `Date.prototype.toISOString` writes them. Most records share their second with the one before. */
export function createIsoTime(): (ms: number) => string {
  let second = Number.NaN;
  let upToSecond = '';
  return (ms) => {
    const whole = Math.trunc(ms);
    const at = Math.floor(whole / 1_000);
    if (at !== second) {
      upToSecond = new Date(at * 1_000).toISOString().slice(0, -4);
      second = at;
    }
    return `${upToSecond}${String(whole - at * 1_000).padStart(3, '0')}Z`;
  };
}
