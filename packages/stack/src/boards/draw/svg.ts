/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const FONT = "Inter,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif";
const MONO = "'JetBrains Mono',Menlo,'DejaVu Sans Mono',monospace";
/** Widths of a letter as shares of the size of the font; wide enough for the fonts above. */
const LETTER = 0.57;
const MONO_LETTER = 0.61;

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

export const textWidth = (text: string, size: number, mono = false): number =>
  Array.from(text).length * size * (mono ? MONO_LETTER : LETTER);

function fitting(text: string, size: number, most: number, mono: boolean): string {
  if (textWidth(text, size, mono) <= most) return text;
  const letters = Math.max(1, Math.floor(most / (size * (mono ? MONO_LETTER : LETTER))) - 1);
  return `${Array.from(text).slice(0, letters).join('').trimEnd()}…`;
}

/** Text whose base line is at `y`. */
export function writeText(x: number, y: number, text: string, options: TextOptions): string {
  const { anchor = 'start', fill, mono = false, most, size = 12, weight = 400 } = options;
  const shown = most === undefined ? text : fitting(text, size, most, mono);
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
