// JSON in which something was found keeps its own writing: numbers of more digits than a number holds, the order and the
// escapes of names, and the blanks between. To read it and write it again would change them.

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;

const isOpening = (code: number): boolean => code === 91 || code === 123;
const isClosing = (code: number): boolean => code === 93 || code === 125;
const endsPlain = (code: number): boolean => code <= 32 || code === COMMA || code === COLON || isClosing(code);

/** The place behind a text, or behind a number or word, that begins here. */
function scalarEnd(source: string, from: number): number {
  let at = from + 1;
  if (source.charCodeAt(from) !== QUOTE) {
    while (at < source.length && !endsPlain(source.charCodeAt(at))) at++;
    return at;
  }
  while (at < source.length && source.charCodeAt(at) !== QUOTE) at += source.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** The place behind any value that begins here, without a call for each level. */
function valueEnd(source: string, from: number): number {
  let at = from;
  let depth = 0;
  do {
    const code = source.charCodeAt(at);
    if (isOpening(code)) depth++;
    else if (isClosing(code)) depth--;
    at =
      code <= 32 || code === COMMA || code === COLON || isOpening(code) || isClosing(code)
        ? at + 1
        : scalarEnd(source, at);
  } while (depth > 0 && at < source.length);
  return at;
}

function blanksEnd(source: string, from: number): number {
  let at = from;
  while (source.charCodeAt(at) <= 32) at++;
  return at;
}

/** The members of two containers, in the order in which the source has them. */
interface Pairing {
  readonly before: readonly (readonly [name: string, value: unknown])[];
  readonly after: readonly (readonly [name: string, value: unknown])[];
  /** The place of a member by its name, where an object does not keep the order of the source: its names are numbers. */
  readonly places: ReadonlyMap<unknown, number> | undefined;
}

/** Undefined where one is not the other with some values and names replaced. */
function pairingOf(before: unknown, after: unknown): Pairing | undefined {
  if (typeof before !== 'object' || before === null || typeof after !== 'object' || after === null) return undefined;
  const isList = Array.isArray(before);
  const [was, is] = [Object.entries(before), Object.entries(after)];
  if (isList !== Array.isArray(after) || was.length !== is.length) return undefined;
  if (is.some(([name], i) => name !== was[i]?.[0] && Object.hasOwn(before, name))) return undefined;
  const isSorted = !isList && /^\d/.test(was[0]?.[0] ?? '');
  return { before: was, after: is, places: isSorted ? new Map(was.map(([name], i) => [name, i])) : undefined };
}

/** What was written of a value, and the place behind it in the source. */
type Written = readonly [out: string, end: number];

const jsonOf = (x: unknown): string => JSON.stringify(x) ?? 'null';

function container(source: string, from: number, pairing: Pairing): Written | undefined {
  const { before, after, places } = pairing;
  const isList = source.charCodeAt(from) === 91;
  let out = '';
  let kept = from;
  let count = 0;
  let at = blanksEnd(source, from + 1);
  for (; !isClosing(source.charCodeAt(at)); count++) {
    let place = count;
    if (!isList) {
      const end = scalarEnd(source, at);
      const name = source.slice(at, end);
      if (places !== undefined) place = places.get(JSON.parse(name)) ?? -1;
      const shown = after[place]?.[0];
      if (shown !== before[place]?.[0]) {
        out += source.slice(kept, at) + jsonOf(shown);
        kept = end;
      }
      at = blanksEnd(source, blanksEnd(source, end) + 1);
    }
    const [was, is] = [before[place], after[place]];
    // More members than names: one stands twice, and of the first nothing is known.
    if (was === undefined || is === undefined) return undefined;
    const [text, end] = value(source, at, was[1], is[1]);
    out += source.slice(kept, at) + text;
    kept = end;
    at = blanksEnd(source, end);
    if (source.charCodeAt(at) === COMMA) at = blanksEnd(source, at + 1);
  }
  return count === before.length ? [out + source.slice(kept, at + 1), at + 1] : undefined;
}

function value(source: string, from: number, before: unknown, after: unknown): Written {
  if (isOpening(source.charCodeAt(from))) {
    const pairing = pairingOf(before, after);
    return (pairing && container(source, from, pairing)) ?? [jsonOf(after), valueEnd(source, from)];
  }
  const end = scalarEnd(source, from);
  return [Object.is(before, after) ? source.slice(from, end) : jsonOf(after), end];
}

/**
 * JSON of `after`, which is what `source` holds with some values and names replaced. What stayed the same stays as it was
 * written, also where nothing was found: of a name that stands twice in one object the last alone is kept.
 */
export function rewrite(source: string, before: unknown, after: unknown): string {
  const from = blanksEnd(source, 0);
  const [out, end] = value(source, from, before, after);
  return source.slice(0, from) + out + source.slice(end);
}
