import { isLetterOrDigit } from '../endings.ts';
import { entryAfter } from './entry.ts';
import { isBlank, isQuote, type Word, wordAfter } from './sentence.ts';
import { TOLD_FILLERS, TOLD_LINKS, TOLD_OPENERS } from './told-links.ts';

// Where in a sentence the value of a name stands: `password is …`, `the passphrase for prod is …`.

function list(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

/** Words between a name and its value. */
export const LINKS = list(
  'is was are = -> => → ⇒ := : lautet lauten saisi saisie ist war sind est était es era é è są jest är er on: currently now set <<<  changed updated reset to as equals это to: установлен изменён сменён на ' +
    `${TOLD_LINKS} ${TOLD_FILLERS}`,
);
/** Of these one alone says nothing: `password to …`, `token as …`. */
const WEAK = list(`to as on: currently now set changed updated reset ${TOLD_FILLERS}`);
/** They begin what a secret is for: `the password for prod is …`. */
export const OPENERS = list(
  `for of on to from in at für fuer von der pour du de para del la voor för för na for: ${TOLD_OPENERS}`,
);
/** `on` is Finnish and Estonian for `is`, and `to` is Polish. */
const IS: ReadonlyMap<string, RegExp> = new Map([
  ['on', /(?:salasana|koodi|parool)[a-zä]{0,5}$/i],
  ['to', /(?:hasło|haslo|klucz|kod)$/i],
]);
/** Fewer words say what a secret is for. */
const MAX_WORDS = 6;

export interface Place {
  readonly value: Word;
  /** Whether words such as `is` stand between. */
  readonly stated: boolean;
}

/** Where the value of a name that ends here can stand. */
export function placeAfter(text: string, nameEnd: number): Place | undefined {
  const end = isQuote(text[nameEnd]) ? nameEnd + 1 : nameEnd;
  const first = text.charCodeAt(end);
  if (first === 44 || first === 59) {
    const word = isLetterOrDigit(text.charCodeAt(end + 1)) ? wordAfter(text, end + 1) : undefined;
    return word && { value: word, stated: false };
  }
  if (first === 10) {
    const entry = entryAfter(text, end);
    return entry && { value: entry, stated: true };
  }
  if (!isBlank(first)) return undefined;
  let word = wordAfter(text, end);
  // `security code (CVV2) 553`
  if (word !== undefined && text[word.start] === '(' && text[word.end - 1] === ')') word = wordAfter(text, word.end);
  // `secret 0 …`, `password 7 …`: the kind of a password in the configuration of a router.
  if (word !== undefined && word.end - word.start === 1 && /[05789]/.test(text.charAt(word.start)))
    word = wordAfter(text, word.end) ?? word;
  let stated = false;
  let open = false;
  for (let count = 0; word !== undefined && count < MAX_WORDS; count++) {
    const whole = text.slice(word.start, Math.min(word.end, word.start + 16)).toLowerCase();
    const said = whole.length > 1 && whole.endsWith(':') && !OPENERS.has(whole) ? whole.slice(0, -1) : whole;
    const isIs = IS.get(said)?.test(text.slice(Math.max(0, nameEnd - 24), nameEnd)) === true;
    if (isIs || LINKS.has(said)) stated ||= isIs || !WEAK.has(said) || (said === 'to' && count > 0);
    else if (count === 0 && OPENERS.has(said)) open = true;
    else if (open && !stated) stated = /[:=]$/.test(text.charAt(word.end - 1));
    // `şifre … olarak ayarlandı`: Turkish says so behind it.
    else return { value: word, stated: stated || text.startsWith(' olarak', word.end) };
    word = wordAfter(text, word.end);
  }
  return undefined;
}
