import { PAYMENT_CARDS, TELEPHONES } from './announcing-words.ts';
import { lazy } from '../lazy.ts';
import { COMPOSED, national, sureWords, type Announced } from './national-forms.ts';
import { isComposed } from './national-names.ts';

// How the words that announce a number stand in a text: with an ending, within a name of code, or without blanks around.

/** What follows the name of a number and is no other name. */
const NOUNS: ReadonlySet<string> = new Set('number no nr num id code value numero nummer card szam sayi'.split(' '));
/** Shortest word that may have lost its ending, and the longest ending. */
const SHORTEST = 5;
const LONGEST_ENDING = 4;

/** More are no name of a document. */
const MOST_WORDS = 7;

function ofName(name: string): readonly Announced[] | undefined {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[ _]/)
    .filter((word) => word !== '');
  const composed = words.length > 1 && words.length < MOST_WORDS && isComposed(words);
  for (let i = words.length - 1; i >= 0; i--) {
    const word = words[i] ?? '';
    // `twNationalId` is a phrase, and `national` alone the name of a number in Belgium.
    const forms = word === 'national' && words.length > 1 ? undefined : national().get(word);
    if (forms !== undefined) return composed ? [...forms, ...COMPOSED] : forms;
    if (composed) return COMPOSED;
    if (!NOUNS.has(word)) return undefined;
  }
  return undefined;
}

/** A word that means nothing else, with the ending of a language that inflects: `fødselsnummeret`, `СНИЛСа`, `kennitalan`. */
function withoutEnding(word: string): readonly Announced[] | undefined {
  for (let cut = 1; cut <= LONGEST_ENDING && word.length - cut >= SHORTEST; cut++) {
    const stem = word.slice(0, -cut);
    if (sureWords().has(stem)) return national().get(stem);
  }
  return undefined;
}

/** The forms that a word in a text announces. */
export function formsOf(word: string): readonly Announced[] | undefined {
  const lower = word.toLowerCase();
  return national().get(lower) ?? (/[a-z][A-Z]|_/.test(word) ? ofName(word) : withoutEnding(lower));
}

/** From here on the scripts are written without blanks: Thai, Chinese, Japanese, Korean. */
const UNSPACED = 0x0e_00;
export const isUnspaced = (code: number): boolean => code >= UNSPACED && code < 0xff_00;

const glued: () => readonly (readonly [string, readonly Announced[]])[] = lazy(() =>
  [...national()].filter(([word]) => isUnspaced(word.charCodeAt(0))),
);
/** How far before the number its name may begin and end. */
const WINDOW = 40;
const BETWEEN = 12;

/** What belongs to the word that stands last before a place in a text without blanks: `個人番号は`, `เลขบัตรประชาชนของฉันคือ`. */
export function lastBefore<T>(text: string, at: number, words: Iterable<readonly [string, T]>): T | undefined {
  const before = text.slice(Math.max(0, at - WINDOW), at);
  let best = -1;
  let found: T | undefined;
  for (const [word, meaning] of words) {
    const place = before.lastIndexOf(word);
    const end = place + word.length;
    if (place === -1 || before.length - end > BETWEEN || end <= best || /[\d\n。.]/.test(before.slice(end))) continue;
    best = end;
    found = meaning;
  }
  return found;
}

/** The forms of that name. */
export function formsBefore(text: string, at: number): readonly Announced[] | undefined {
  return lastBefore(text, at, glued());
}

/** What it takes to look for a word before one place, in steps of `Spend`. */
export const UNSPACED_STEPS = 300;

/** Whether a sign of such a script stands before the place, past a few signs. */
export function behindUnspaced(text: string, at: number): boolean {
  let back = at - 1;
  while (
    back > 0 &&
    at - back < 5 &&
    !isUnspaced(text.charCodeAt(back)) &&
    ' :："\'=`(*「（'.includes(text.charAt(back))
  )
    back--;
  return isUnspaced(text.charCodeAt(back));
}

/** Endings by script, for the look that says whether a text is worth a search. */
const LATIN = 'n en et a u e i ul om ja ni ot ok'.split(' ');
const CYRILLIC = 'а у ом е ы'.split(' ');

/** The words as they begin a search: also in capitals where these are told apart, and with an ending. */
export function announcingWords(): readonly string[] {
  const words = [
    ...national().keys(),
    ...TELEPHONES(),
    ...PAYMENT_CARDS(),
    'number',
    'nummer',
    'national',
    'nationalid',
    'identity',
    'citizen',
  ];
  const capitals = words.filter((word) => /[^a-z\d]/.test(word)).map((word) => word.toUpperCase());
  const inflected = [...sureWords()].flatMap((word) => {
    if (word.length < SHORTEST || isUnspaced(word.charCodeAt(0))) return [];
    return (/^[a-zà-ÿőűčšž]+$/.test(word) ? LATIN : CYRILLIC).map((ending) => word + ending);
  });
  return [...words, ...capitals, ...inflected];
}
