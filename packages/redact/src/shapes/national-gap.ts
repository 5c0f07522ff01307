import { expression } from '../expression.ts';

// What may stand between the word that announces a number and the number.

/** Words that belong to the name of a number. */
const OWN: ReadonlySet<string> = new Set(
  'no nr nos num number numbers account nummer numero número numéro numer numarası id ids card karte carte tarjeta is was ist war est es são code kode kod codice fiscale fisc file security social sociale insurance insured national registration register registre personal license licence identifikacyjny identyfikacji taxpayer taxpayers cislo číslo številka stevilka azonosító kimlik de of the my for n für cliente titular customer patient member holder identifikationsnummer identification identificación clave única identidad identidade identità identité nacional nazionale nationale nationaal nro nº n karta karty kartu kartı kaart kort kártya tessera cédula carnet документа номер № رقم الوطنية شماره نمبر کارڈ नंबर संख्या क्रमांक নম্বর নং নাম্বার எண் సంఖ్య ಸಂಖ್ಯೆ നമ്പർ നമ്പര് નંબર ਨੰਬਰ අංකය αριθμός αριθμος מספר מס số broj број číslo szám száma numarası nomor nombor numer numărul'.split(
    ' ',
  ),
);
const OWN_WORDS = 4;
const NEAR_SIGNS = ' \t\n\r\u00a0\u202f\u3000.:：=#º°№,()（）/>|-';
const QUOTES = '"\'`*\\';
const MOST_SIGNS = 4;
const MOST_QUOTES = 3;

/** Longest word of a sentence that is stepped over, and how many of them. */
const MAX_WORD = 24;
const MAX_WORDS = 4;
/** Signs between two words: blanks, quotes and what markup puts around a value. */
const MAX_SIGNS = 5;
const SIGNS = ' \t\u00a0\u202f:=#"\'`*(«„“：№';
/** Longest ending that is joined by a sign: `CNP-ul`, `TCKN'si`. */
const MAX_ENDING = 6;
const JOINERS = "-'’";

const LETTERS = expression(String.raw`[\p{L}\p{M}]`, 'u');

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return (code | 32) > 96 && (code | 32) < 123;
  return code > 191 && LETTERS().test(text.charAt(at));
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code > 47 && code < 58;
}

function skip(text: string, from: number, signs: string, most: number): number {
  let at = from;
  while (at - from < most && at < text.length && signs.includes(text.charAt(at))) at++;
  return at;
}

/** Where a number may begin right behind its name, past signs and the words that belong to the name. */
export function placeNear(text: string, end: number): number {
  let at = /['’]/.test(text.charAt(end)) && text.charAt(end + 1) === 's' ? end + 2 : end;
  at = skip(text, skip(text, at, QUOTES, MOST_QUOTES), NEAR_SIGNS, MOST_SIGNS);
  for (let words = 0; words < OWN_WORDS; words++) {
    let to = at;
    while (to - at < MAX_WORD && isLetter(text, to)) to++;
    if (to === at || !OWN.has(text.slice(at, to).toLowerCase())) break;
    const signs = skip(text, to, QUOTES, MOST_QUOTES);
    const next = skip(text, signs, NEAR_SIGNS, MOST_SIGNS);
    if (next === signs) break;
    at = next;
  }
  return skip(text, at, QUOTES, MOST_QUOTES);
}

/** Where the ending ends that a sign joins to the word. */
function endingEnd(text: string, end: number): number {
  if (!JOINERS.includes(text.charAt(end)) || text.charAt(end) === '') return end;
  let at = end + 1;
  while (at - end <= MAX_ENDING && isLetter(text, at)) at++;
  return at > end + 1 && !isLetter(text, at) && !isDigit(text, at) ? at : end;
}

/**
 * Where a number may begin behind up to four words of any language, from the nearest: `lautet`, `del cliente es`,
 * `клиента`, `dele é`. A sentence that ends, or a line, has none behind it. Each step reads on, so the cost is bounded.
 */
export function placeBehind(text: string, end: number): number {
  let at = endingEnd(text, end);
  for (let words = 0; words <= MAX_WORDS; words++) {
    const from = at;
    while (at - from < MAX_SIGNS && at < text.length && SIGNS.includes(text.charAt(at))) at++;
    if (at === from) return -1;
    const start = at;
    let digits = false;
    while (at - start < MAX_WORD && (isLetter(text, at) || isDigit(text, at))) digits = isDigit(text, at++) || digits;
    if (digits) return start;
    // `V-25026359`: one letter or two belong to the number.
    if (at > start && at - start < 3 && text.charAt(at) === '-' && isDigit(text, at + 1)) return start;
    if (at === start || at - start === MAX_WORD) return -1;
    // An abbreviation: `nr.`, `Nº.`
    if (text.charAt(at) === '.' && at - start < 4) at++;
  }
  return -1;
}
