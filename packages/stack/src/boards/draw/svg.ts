/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const FONT = "Inter,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif";
const MONO = "'JetBrains Mono',Menlo,'DejaVu Sans Mono',monospace";
/** Widths of letters as shares of the size of the font: those of DejaVu Sans, the widest of the fonts above. */
const WIDTHS: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[ijl.,:;'|!]/, 0.3],
  [/[ ftr()[\]\-/]/, 0.4],
  [/[mMwW%@…]/, 0.95],
  [/[A-Z]/, 0.7],
];
const LETTER = 0.62;
const MONO_LETTER = 0.61;
/** How much wider the same word is in bold. */
const BOLD = 1.13;

const letterWidth = (letter: string): number => WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? LETTER;

export const escapeText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // What XML has no form for, not even escaped.
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');

const round = (value: number): number => Math.round(value * 100) / 100;

export const attributes = (values: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${typeof value === 'number' ? round(value) : escapeText(value ?? '')}"`)
    .join('');

export const element = (
  name: string,
  values: Readonly<Record<string, string | number | undefined>>,
  content = '',
): string => `<${name}${attributes(values)}${content === '' ? '/>' : `>${content}</${name}>`}`;

export interface TextOptions {
  readonly size?: number;
  readonly fill: string;
  readonly weight?: 400 | 500 | 600;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly mono?: boolean;
  /** Longest line in pixels; what is longer ends with `…`. */
  readonly most?: number;
}

type TextLook = Pick<TextOptions, 'mono' | 'weight'>;

/** In pixels, and rather too wide than too narrow. */
export function textWidth(text: string, size: number, { mono = false, weight = 400 }: TextLook = {}): number {
  const letters = Array.from(text);
  if (mono) return letters.length * size * MONO_LETTER;
  return letters.reduce((sum, letter) => sum + letterWidth(letter), 0) * size * (weight === 600 ? BOLD : 1);
}

function fitting(text: string, size: number, most: number, look: TextLook): string {
  if (textWidth(text, size, look) <= most) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size, look) > most) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** Text whose base line is at `y`. */
export function writeText(x: number, y: number, text: string, options: TextOptions): string {
  const { anchor = 'start', fill, mono = false, most, size = 12, weight = 400 } = options;
  const shown = most === undefined ? text : fitting(text, size, most, { mono, weight });
  return element(
    'text',
    { x, y, 'font-family': mono ? MONO : FONT, 'font-size': size, 'font-weight': weight, 'text-anchor': anchor, fill },
    escapeText(shown),
  );
}

/** Words in lines that fit. */
export function wrapped(text: string, size: number, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || textWidth(longer, size) > most) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
