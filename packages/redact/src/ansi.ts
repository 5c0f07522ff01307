// What terminals read as a command and do not show (ECMA-48, https://ecma-international.org/publications-and-standards/standards/ecma-48/):
// colours, movements, and links.

export const ESCAPE = 27;
const BEL = 7;
/** Longest parameters of a sequence, and longest address of a link. */
const MAX_PARAMETERS = 64;
const MAX_LINK = 2048;
/** `m` is a colour, `K` and `J` erase, `h` and `l` are modes; every other one moves, so that what follows stands apart. */
const UNSEEN = 'mKJhl';
const BLANK = 32;

/** `ESC [`, numbers, and a letter. */
function sequenceAt(text: string, i: number): number {
  let end = i + 2;
  // Parameters and what stands between them and the last character.
  for (; end - i < MAX_PARAMETERS; end++) {
    const code = text.charCodeAt(end);
    if (!(code >= 0x20 && code <= 0x3f)) break;
  }
  const last = text.charCodeAt(end);
  if (!(last >= 0x40 && last <= 0x7e)) return 0;
  return (UNSEEN.includes(text.charAt(end)) ? 0 : BLANK) + (end + 1 - i) * 0x1_0000;
}

/** `ESC ]`, a text that is not shown, and its end: `BEL` or `ESC \`. The next `ESC` ends the search, so that each character is read once. */
function linkAt(text: string, i: number): number {
  for (let end = i + 2; end - i < MAX_LINK && end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === BEL) return (end + 1 - i) * 0x1_0000;
    if (code === ESCAPE) return text.charCodeAt(end + 1) === 92 ? (end + 2 - i) * 0x1_0000 : 0;
  }
  return 0;
}

/** Whether a sequence may begin at this `ESC`. */
export function beginsSequence(text: string, i: number): boolean {
  const next = text.charCodeAt(i + 1);
  return next === 91 || next === 93;
}

/** The sequence that begins with the `ESC` here: its length above the lower 16 bits, and in them what it shows, a blank or nothing; 0 when there is none. */
export function sequenceFrom(text: string, i: number): number {
  const next = text.charCodeAt(i + 1);
  if (next === 91) return sequenceAt(text, i);
  return next === 93 ? linkAt(text, i) : 0;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The place, or the one behind the colour that it lies within; with `before` the one before it. */
function outside(text: string, at: number, before: boolean): number {
  let from = at - 1;
  while (at - from < MAX_PARAMETERS && from >= 0 && text.charCodeAt(from) !== ESCAPE) from--;
  if (from < 0 || text.charCodeAt(from) !== ESCAPE || text.charCodeAt(from + 1) !== 91) return at;
  const end = from + (sequenceAt(text, from) >>> 16);
  return end <= at ? at : before ? from : end;
}

/** Stretches of a text, none of which begins or ends within a colour: its letter stands right before a word and looks like a part of it. */
export function besideColours<T extends Stretch>(text: string, stretches: readonly T[]): readonly T[] {
  return stretches.flatMap((stretch) => {
    const start = outside(text, stretch.start, false);
    const end = outside(text, stretch.end, true);
    return start < end ? [{ ...stretch, start, end }] : [];
  });
}
