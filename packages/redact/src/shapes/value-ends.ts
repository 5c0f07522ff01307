// Where a value ends: at a delimiter, at the quote that closes, or with its line.

const DELIMITERS = '&,;|<>)}]';

export function isQuote(code: number): boolean {
  return code === 34 || code === 39 || code === 96;
}

/** Where the line ends that holds this place, or the text in quotes around it. */
export type LineEnd = (start: number) => number;

/** Finds each end once, however many labels stand in front of it. */
export function createLineEnd(text: string): LineEnd {
  let known = 0;
  let end = -1;
  return (start) => {
    if (start >= known && start <= end) return end;
    known = start;
    for (end = start; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === 10 || code === 13) break;
      if (!isQuote(code) && !(code === 92 && isQuote(text.charCodeAt(end + 1)))) continue;
      const close = code === 96 || text.charCodeAt(end - 1) !== 61 ? -1 : quotedEnd(text, end);
      if (close === -1) break;
      end = close;
    }
    return end;
  };
}

/** Longest value in quotes within a line. */
const MAX_QUOTED = 1024;

/** `sid="x"; Path=/`: where the value in quotes ends that begins here, or -1 when its line has no end of it. */
function quotedEnd(text: string, at: number): number {
  const depth = text.charCodeAt(at) === 92 ? 1 : 0;
  const from = at + depth + 1;
  const window = text.slice(0, from + MAX_QUOTED);
  const close = closing(window, from, text.charCodeAt(at + depth), depth);
  return close < window.length && !/[\r\n]/.test(text.slice(from, close)) ? close + depth : -1;
}

/** Whether more of the value follows the delimiter: `pa,ss` goes on, `pass,user=…` and `pass)` do not. */
function goesOn(text: string, at: number): boolean {
  let i = at + 1;
  for (; i < text.length && i - at < 64; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32 || isQuote(code) || code === 92) break;
    if (code === 61 || code === 58 || DELIMITERS.includes(text.charAt(i))) return false;
  }
  return i - at > 1 && i - at < 64;
}

/** Where an unquoted value ends: at a delimiter. A marker's own bracket belongs to it. */
export function bareEnd(text: string, start: number): number {
  const marker = text.startsWith('[redacted:', start);
  let end = start;
  let asked = 0;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code <= 32 || isQuote(code)) return end;
    if (code === 92 && isQuote(text.charCodeAt(end + 1))) return end;
    if (code === 93 && marker) return end + 1;
    if (!DELIMITERS.includes(text.charAt(end))) continue;
    const inner = code === 38 || code === 44;
    if (marker || end === start || !inner || ++asked > 3 || !goesOn(text, end)) return end;
  }
  return end;
}

/** The quote that closes, escaped as deeply as the one that opened; the end of the text when there is none. */
export function closing(text: string, from: number, quote: number, depth: number): number {
  for (let i = from; i < text.length; i++) {
    if (text.charCodeAt(i) !== quote) continue;
    let escapes = 0;
    while (i - escapes > from && text.charCodeAt(i - escapes - 1) === 92 && escapes <= 16) escapes++;
    if (escapes === depth || (depth === 0 && escapes % 2 === 0)) return i - escapes;
  }
  return text.length;
}
