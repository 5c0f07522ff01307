/** Up to where quotes are read in an argument: behind it each blank ends it. */
const MAX_QUOTED = 8192;

/** One argument of a command. */
export interface Argument {
  /** Of the whole argument, quotes included. */
  readonly start: number;
  readonly end: number;
}

/**
 * The quote that closes on the same line, or -1. Where there is none up to the limit, no other one of its kind is met there
 * either, so that no stretch is read twice in vain.
 */
function closingQuote(text: string, from: number, limit: number, quote: number): number {
  for (let i = from; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i;
    if (code === 10 || code === 13) return -1;
  }
  return -1;
}

/** `doesn't`: no quote begins within a word; `-p'…'` and `user='…'` are other cases. */
function isApostrophe(text: string, start: number, i: number): boolean {
  return (
    text.charCodeAt(i) === 39 &&
    /^[A-Za-z]{1,16}$/.test(text.slice(start, Math.min(i, start + 17))) &&
    /[a-z]/.test(text.charAt(i + 1))
  );
}

function isBlank(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return code === 32 || code === 9;
}

/** Where blanks, and a line that goes on below, end. */
function skipBlanks(text: string, from: number): number {
  let start = from;
  while (isBlank(text, start) || text.startsWith('\\\n', start)) start += text[start] === '\\' ? 2 : 1;
  return start;
}

/** Whether an unquoted character ends an argument. */
function ends(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return code <= 32 || code === 124 || code === 59 || code === 96 || (code === 38 && text.charCodeAt(i + 1) === 38);
}

/** The next argument of the command, or undefined at its end. */
export function argumentAfter(text: string, from: number): Argument | undefined {
  const start = skipBlanks(text, from);
  const limit = Math.min(text.length, start + MAX_QUOTED);
  let end = start;
  for (; end < text.length && !ends(text, end); end++) {
    const code = text.charCodeAt(end);
    if ((code !== 34 && code !== 39) || end >= limit || isApostrophe(text, start, end)) continue;
    // A quote that nothing closes is none.
    const close = closingQuote(text, end + 1, limit, code);
    if (close !== -1) end = close;
  }
  return end === start ? undefined : { start, end };
}

/** Whether a quote stands in the argument. */
export function hasQuote(text: string, { start, end }: Argument): boolean {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) === 34 || text.charCodeAt(i) === 39) return true;
  return false;
}

/** Whether a quote in the argument holds more than one word: such a text may be a command, or end where none was meant. */
export function hasWords(text: string, { start, end }: Argument): boolean {
  for (let i = start; i < end; i++) if (isBlank(text, i)) return true;
  return false;
}
