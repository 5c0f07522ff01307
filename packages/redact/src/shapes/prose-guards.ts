import { expression } from '../expression.ts';
import { isBlank, isQuote } from './sentence.ts';
import { LINKS, OPENERS, type Place } from './place.ts';

// What tells that a word of a sentence is not the name of a secret, or is one beyond doubt.

/** `in core/mp3`, unless it is that of `logged in`. */
export const isPreposition = (text: string, start: number, said: string): boolean =>
  said === 'in' && !/(?:log|sign)(?:ged|ed|ging|ing)?[ -]$/i.test(text.slice(Math.max(0, start - 9), start));

/** Most words that follow the name of a secret are small ones that go on with the sentence: no value can stand there. */
export function goesOn(text: string, end: number): boolean {
  if (!isBlank(text.charCodeAt(end))) return false;
  let at = end + 1;
  while (at - end < 20) {
    const code = text.charCodeAt(at);
    if (code < 97 || code > 122) break;
    at++;
  }
  if (at - end < 3 || (!isBlank(text.charCodeAt(at)) && text.charCodeAt(at) !== 44)) return false;
  const said = text.slice(end + 1, at);
  return !LINKS.has(said) && !OPENERS.has(said);
}

/** Settings of Redis: no sentence has these words. */
const SETTINGS: ReadonlySet<string> = new Set(['requirepass', 'masterauth']);
const VARIABLE = /[A-Z0-9]_[A-Z0-9]{2,24}$/;

/** Whether the name is that of a setting, or of a variable of the environment with a text in quotes behind it. */
export function isSetting(text: string, end: number, said: string, { value }: Place): boolean {
  return SETTINGS.has(said) || (isQuote(text[value.start]) && VARIABLE.test(text.slice(Math.max(0, end - 26), end)));
}

const KEY_ID = /^(?:[0-9A-F]{16}|[0-9A-F]{40})$/;
const PUBLIC_KEY = /\b(?:rsa|dsa|ecdsa|eddsa|ed25519|gpg|pgp|primary)\s$/i;
/** Words behind which `pass` is what is done. */
const DOES = expression(
  String.raw`(?:^|[^\p{L}])(?:to|can|can't|cannot|must|may|might|should|could|will|would|do|does|don't|doesn't|not|never|always|just|please|we|you|they|and|or|then|first|second|last|each|every|single|one|this|that)\s$`,
  'iu',
);

/** `using RSA key 4AEE…`, which is the fingerprint of a public one; `to pass x`, which is a verb. */
export function isOther(text: string, start: number, said: string, { value, stated }: Place): boolean {
  const before = text.slice(Math.max(0, start - 12), start);
  if (said === 'key') return PUBLIC_KEY.test(before) && KEY_ID.test(text.slice(value.start, value.end));
  if (said !== 'pass' || stated) return false;
  return DOES().test(before) || /^[A-Z_]{2,32}=/.test(text.slice(value.start, value.end));
}
