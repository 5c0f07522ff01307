import { expression } from './expression.ts';

// Names of fields as they look: whoever writes `ｐａｓｓｗｏｒｄ`, `pаssword` with a Cyrillic letter, `pass%77ord` or puts a
// character of no width into the middle means the same word.

/** Letters of other scripts that look like one of Latin (Unicode Technical Standard 39, https://www.unicode.org/reports/tr39/). */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  'аa вb еe кk мm нh оo рp сc тt уy хx ѕs іi јj ԁd ɡg һh ӏl ԛq ԝw αa βb εe ηn ιi κk νv οo ρp τt υu χx ıi ɩi ɑa'
    .split(' ')
    .map((pair) => [pair.slice(0, -1), pair.slice(-1)]),
);
const ESCAPE = /%([2-7][0-9A-Fa-f])|\\u00([2-7][0-9A-Fa-f])|\\x([2-7][0-9A-Fa-f])/g;
const MARKS = expression(String.raw`[\p{Cf}\p{M}]+`, 'gu');

/** Letters and digits in a row. */
const RUNS = expression(String.raw`[\p{L}\p{N}]+`, 'gu');

export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** A word that mixes Latin letters with look-alikes, in Latin alone; a word of one script stays. */
function latin(word: string): string {
  if (!/[a-z]/i.test(word)) return word;
  let out = '';
  for (const char of word) {
    const small = char.toLowerCase();
    const plain = LOOKALIKES.get(small);
    out += plain === undefined ? char : small === char ? plain : plain.toUpperCase();
  }
  return out;
}

/** The name without escapes, accents, widths and look-alikes. */
export function plainName(name: string): string {
  const raw =
    name.includes('%') || name.includes('\\')
      ? name.replaceAll(ESCAPE, (_, a?: string, b?: string, c?: string) =>
          String.fromCharCode(Number.parseInt(a ?? b ?? c ?? '', 16)),
        )
      : name;
  if (isAscii(raw)) return raw;
  return raw.normalize('NFKD').replaceAll(MARKS(), '').replaceAll(RUNS(), latin);
}
