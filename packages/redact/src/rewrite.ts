// JSON in which something was found keeps its own writing: numbers of more digits than a number holds, the order and the
// escapes of names, and the blanks between. To read it and write it again would change them.

/** A text, a number or word, or a sign. What stands between them are blanks. */
const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*"|[^\s,:[\]{}"]+|[,:[\]{}])/;

type Member = readonly [name: string, value: unknown];

const isOpening = (token: string | undefined): boolean => token === '[' || token === '{';
const isClosing = (token: string | undefined): boolean => token === ']' || token === '}';
const jsonOf = (x: unknown): string => JSON.stringify(x) ?? 'null';
const isObject = (x: unknown): x is object => typeof x === 'object' && x !== null;

/**
 * JSON of `after`, which is what `source` holds with some values and names replaced. What stayed the same stays as it was
 * written, also where nothing was found: of a name that stands twice in one object the last alone is kept.
 */
export function rewrite(source: string, before: unknown, after: unknown): string {
  /** Blanks at the even places, tokens at the odd ones. */
  const parts = source.split(TOKEN);
  let at = 1;

  /** Writes a container over its source; false where it is not the same one with some values and names replaced. */
  function container(was: readonly Member[], is: readonly Member[]): boolean {
    const isList = parts[at] === '[';
    // Names that are numbers stand in front of all others, whatever the order in the source.
    const isSorted = !isList && /^\d/.test(was[0]?.[0] ?? '');
    const places = isSorted ? new Map(was.map(([name], i) => [name, i])) : undefined;
    at += 2;
    let count = 0;
    for (; !isClosing(parts[at]); count++) {
      const place = places === undefined ? count : (places.get(JSON.parse(parts[at] ?? '')) ?? -1);
      const [old, now] = [was[place], is[place]];
      // More members than names: one stands twice, and of the first nothing is known.
      if (old === undefined || now === undefined) return false;
      if (!isList) {
        if (old[0] !== now[0]) parts[at] = jsonOf(now[0]);
        at += 4;
      }
      value(old[1], now[1]);
      if (parts[at] === ',') at += 2;
    }
    at += 2;
    return count === was.length;
  }

  function value(was: unknown, is: unknown): void {
    const start = at;
    if (!isOpening(parts[at])) {
      if (!Object.is(was, is)) {
        parts[at] = jsonOf(is);
        // A mark on the line below its name would be searched as what stands there for a reader.
        if (parts[at - 1]?.includes('\n') === true) parts[at - 1] = '';
      }
      at += 2;
      return;
    }
    if (isObject(was) && isObject(is) && Array.isArray(was) === Array.isArray(is)) {
      const [old, now] = [Object.entries(was), Object.entries(is)];
      const isMoved = now.some(([name], i) => name !== old[i]?.[0] && Object.hasOwn(was, name));
      if (!isMoved && container(old, now)) return;
    }
    at = start;
    let depth = 0;
    do {
      if (isOpening(parts[at])) depth++;
      if (isClosing(parts[at])) depth--;
      at += 2;
    } while (depth > 0 && at < parts.length);
    parts.fill('', start, at - 1);
    parts[start] = jsonOf(is);
  }

  value(before, after);
  return parts.join('');
}
