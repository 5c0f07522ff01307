/** A text that holds more says `{` for something else. */
const MOST = 64;

/** Where the object that begins here ends, or -1; braces in its texts do not count. */
function objectEnd(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 123) depth++;
    else if (code === 125 && --depth === 0) return i + 1;
    else if (code === 34) {
      for (i++; i < text.length && text.charCodeAt(i) !== 34; i++) if (text.charCodeAt(i) === 92) i++;
    }
  }
  return -1;
}

/**
 * Replaces each JSON object within a text, `body={"a":1} sent`, by what `clean` makes of it; undefined leaves it as it is. Every
 * character is read once: where an object has no end, none behind it is looked for.
 */
export function replaceObjects(text: string, clean: (json: string) => string | undefined): string {
  let out = '';
  let from = 0;
  let at = 0;
  for (let n = 0; n < MOST; n++) {
    OPENING.lastIndex = at;
    const found = OPENING.exec(text);
    const end = found === null ? -1 : objectEnd(text, found.index);
    if (found === null || end === -1) break;
    const cleaned = clean(text.slice(found.index, end));
    if (cleaned !== undefined) {
      out += text.slice(from, found.index) + cleaned;
      from = end;
    }
    at = end;
  }
  return from === 0 ? text : out + text.slice(from);
}

const OPENING = /\{\s{0,16}"/g;
