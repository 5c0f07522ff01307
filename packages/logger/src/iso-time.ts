/** Milliseconds since 1970 as RFC 3339 in UTC, as `toISOString` writes them. Only a new second is formatted by the engine. */
export function createIsoTime(): (time: number) => string {
  let second = Number.NaN;
  let prefix = '';
  let last = Number.NaN;
  let text = '';
  return (time) => {
    if (time === last) return text;
    const whole = Math.floor(time / 1000);
    if (whole !== second) {
      prefix = new Date(whole * 1000).toISOString().slice(0, -4);
      second = whole;
    }
    const rest = time - whole * 1000;
    text = `${prefix}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`;
    last = time;
    return text;
  };
}
