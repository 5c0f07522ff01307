import { isBase64At } from '../base64.ts';
import { isDigitAt } from '../chars.ts';
import type { KeyIndex } from '../keys.ts';
import type { KeyRule } from '../rule.ts';
import { isQuote } from './value-ends.ts';

// The name in front of `:` or `=`, in the notations that put one there.

const MAX_NAME = 64;
/** Blanks between a name and its sign, where the signs of several lines stand below each other. */
const MAX_PADDING = 48;

/** `:` or `=`, also in full width. */
export function isSign(code: number): boolean {
  return code === 58 || code === 61 || code === 0xff1a || code === 0xff1d;
}

function isName(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 45 ||
    code === 46 ||
    code === 37 ||
    code === 92 ||
    (code > 191 && !isSign(code) && !isSpace(code))
  );
}

/** A blank, also those of typesetting: French has one that does not break in front of a colon. */
function isSpace(code: number): boolean {
  return code === 32 || code === 0xa0 || (code >= 0x2000 && code <= 0x200a) || code === 0x202f || code === 0x3000;
}

/** How long the index of a name in a form is, `[]` or `[0]`, when the name ends with one; `tokens[0] = …` is source code. */
function indexBefore(text: string, end: number, sign: number): number {
  if (text.charCodeAt(sign) !== 61 || text.charCodeAt(sign - 1) === 32 || text.charCodeAt(sign + 1) === 32) return 0;
  if (text.startsWith('%5D', sign - 3))
    return /(?:%5B\d{0,3}%5D)?$/i.exec(text.slice(Math.max(0, sign - 9), sign))?.[0].length ?? 0;
  if (text.charCodeAt(sign - 1) !== 93) return 0;
  let at = end;
  while (end - at < 4 && isDigitAt(text, at - 1)) at--;
  return text.charCodeAt(at - 1) === 91 ? end - at + 1 : 0;
}

/** The name in front of `:` or `=`, past quotes, a closing bracket, the stars of markdown, spaces and escapes. */
export function nameBefore(text: string, sign: number): string {
  let end = sign;
  for (let back = 0; back < MAX_PADDING && end > 0; back++) {
    const code = text.charCodeAt(end - 1);
    if (!isSpace(code) && (back > 6 || (code !== 92 && code !== 93 && code !== 42 && !isQuote(code)))) break;
    end--;
  }
  end -= indexBefore(text, end, sign);
  let start = end;
  while (start > 0 && end - start < MAX_NAME && isName(text.charCodeAt(start - 1))) start--;
  // A marker names a rule, not a value that follows.
  return text.startsWith('[redacted:', start - 10) ? '' : text.slice(start, end);
}

/** The rule of a name in text; what is left of an escape in front of it (`\\npassword`) is no part of it. */
export function ruleOf(name: string, keys: KeyIndex): KeyRule | undefined {
  const own = keys.decide(name);
  const slash = own === undefined ? name.lastIndexOf('\\') : -1;
  if (slash !== -1) return keys.decide(name.slice(slash + 2));
  // `-Dpassword=…`: properties of Java and Gradle.
  return own ?? (/^-[DP][a-z]/.test(name) ? keys.decide(name.slice(2)) : undefined);
}

/** `otp sent: …`, `API key provided: …`: what was done with the value. */
const DONE = /^(?:sent|generated|created|issued|entered|provided|received|used|supplied|returned|submitted)$/;

/** The rule of a name of two or three words: `API key:`, `Date of birth:`. */
export function ruleOfWords(text: string, sign: number, name: string, keys: KeyIndex): KeyRule | undefined {
  const start = text.lastIndexOf(name, sign);
  let from = start;
  for (let words = 0; words < 2 && isSpace(text.charCodeAt(from - 1)); words++) {
    let back = from - 1;
    while (back > 0 && from - back < 24 && isName(text.charCodeAt(back - 1))) back--;
    if (back === from - 1) break;
    from = back;
  }
  const said = DONE.test(name) && from < start ? start - 1 : start + name.length;
  const rule = from === start ? undefined : keys.decide(text.slice(from, said));
  // `postal code: 98945` says where and not who.
  return rule?.id === 'key-address' ? undefined : rule;
}

/** The signs of padding, and no value behind them: a quote behind it closes. */
const PADDING = /^={1,2}(?:$|[\s&,;)\\]|["'](?:$|[\s&,;:)\]}\\]))/;

/** Padding behind base64 that happens to end like a name: `…/Pw==`. */
export function isPadding(text: string, sign: number, name: string): boolean {
  if (text.charCodeAt(sign) !== 61 || name.length < 2 || !PADDING.test(text.slice(sign, sign + 4))) return false;
  let start = sign;
  while (start > 0 && sign - start < 512 && isBase64At(text, start - 1)) start--;
  const length = sign - start;
  return length >= 16 && (length + (text.charCodeAt(sign + 1) === 61 ? 2 : 1)) % 4 === 0;
}

/** `PWD=/home/app`: what shells call the directory they are in. */
export function isDirectory(name: string, text: string, sign: number): boolean {
  return (name === 'PWD' || name === 'OLDPWD') && /[/~]/.test(text.charAt(sign + 1));
}

/** What selectors of CSS put behind a colon. */
const PSEUDO =
  /^:{1,2}(?:focus|hover|active|valid|invalid|not|before|after|disabled|enabled|checked|placeholder|first|last|nth|read-only|required|optional|autofill)/;

/** `queue:emails:delayed`, `Auth::login`: a part of a name with colons in it. */
export function isChained(text: string, sign: number, name: string): boolean {
  if (text.charCodeAt(sign) !== 58) return false;
  // `input[type=password]:focus`
  const at = text[sign - 1] === ']' ? text.lastIndexOf(name, sign) : 0;
  if (/=["']?$/.test(text.slice(Math.max(0, at - 2), at)) && PSEUDO.test(text.slice(sign, sign + 16))) return true;
  if (text.charCodeAt(sign + 1) === 58 || text.charCodeAt(sign - 1) === 58) return true;
  return (
    text.charCodeAt(sign - name.length - 1) === 58 && /^:[a-z][A-Za-z]{0,31}(?![\w-])/.test(text.slice(sign, sign + 34))
  );
}
