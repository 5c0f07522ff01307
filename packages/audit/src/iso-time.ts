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
