// Words of a running text, one after the other on one line.

/** Longest word, and longest text in quotes, that is read. */
const MAX_VALUE = 256;

export interface Word {
  readonly start: number;
  readonly end: number;
}

export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** The next word on the same line, or undefined; quotes and commas are part of it. */
export function wordAfter(text: string, from: number): Word | undefined {
  let start = from;
  while (start - from < 4 && isBlank(text.charCodeAt(start))) start++;
  let end = start;
  while (end < text.length && end - start < MAX_VALUE) {
    const code = text.charCodeAt(end);
    if (code <= 32 || (end > start + 1 && (code === 34 || (code === 92 && text.charCodeAt(end + 1) === 34)))) break;
    end++;
  }
  return end === start ? undefined : { start, end };
}

export function isQuote(char: string | undefined): boolean {
  return char === '"' || char === "'" || char === '`' || char === '“' || char === '„' || char === '«';
}

const CLOSES: ReadonlyMap<string, string> = new Map([
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
]);

/** Backslashes in front of a place. */
function escapesAt(text: string, at: number): number {
  let from = at;
  while (from > 0 && at - from < 16 && text.charCodeAt(from - 1) === 92) from--;
  return at - from;
}

/** What stands in quotes, without them: up to the quote of the same kind, and up to any where the line has none. */
export function quoted(text: string, start: number): Word | undefined {
  const open = text.charAt(start);
  const close = CLOSES.get(open) ?? open;
  const depth = escapesAt(text, start);
  let any = -1;
  for (let end = start + 1; end < text.length && end - start < MAX_VALUE; end++) {
    const char = text.charAt(end);
    if (char === '\n') break;
    if (!isQuote(char) && char !== '”' && char !== '»') continue;
    const escapes = escapesAt(text, end);
    if (char === close && (depth === 0 ? escapes % 2 === 0 : escapes <= depth)) return { start: start + 1, end };
    if (any === -1) any = end;
  }
  return any === -1 ? undefined : { start: start + 1, end: any };
}
