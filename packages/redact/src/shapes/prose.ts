import { HAS_WORDS } from '../bits.ts';
import { eachWord, LABEL } from '../endings.ts';
import type { KeyIndex } from '../keys.ts';
import { isFollowed } from '../marks.ts';
import { isOrdinaryValue } from '../ordinary.ts';
import type { Emit, KeyRule, ScanRule } from '../rule.ts';
import { isSaid } from './label-value.ts';
import { CONSTANT } from './label-words.ts';
import { emitAnnounced } from './announced.ts';
import { isDefault, memberAfter, tupleAfter } from './entry.ts';
import { bareWord, isMixed, isSecretWord, NAMED, NEAR, seedPhraseEnd, STATED } from './guess.ts';
import { emitLogin, emitProtocol } from './login.ts';
import { isMarker } from './marker.ts';
import { emitCode, emitCodeBefore, emitEntered, isMeasure } from './one-time-code.ts';
import { type Place, placeAfter } from './place.ts';
import { goesOn, isOther, isPreposition, isSetting } from './prose-guards.ts';
import { isQuote, quoted } from './sentence.ts';
import { nameOf } from './prose-name.ts';
import { placeRepeated } from './repeated.ts';
import { CODE_WORDS } from './told-links.ts';

/** Words of a list in one text. */
const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** By hand: a search for backslashes before the end begins anew at each one in the middle. */
function withoutEscape(value: string): string {
  let end = value.length;
  while (value.charCodeAt(end - 1) === 92) end--;
  return value.slice(0, end);
}

const ONE_TIME = /one[- ]time $/i;
const NUMERIC = /^(?:\d{3}[- ]?\d{3}|\d{4,8})$/;
/** A code in two groups. */
const PAIR = /\d{3} \d{3}(?!\d)/y;
const SHORT_CODES: ReadonlySet<string> = new Set(['key-otp', 'key-pin', 'key-card-code']);
const NEAR_RULES: ReadonlySet<string> = new Set(['key-password', 'key-pass', 'key-api-key', 'key-card-code']);

/** A private key of Ethereum; a hash looks the same under other names. */
const PRIVATE = /^0x[0-9a-f]{64}$/i;

function isValue(word: string, rule: KeyRule, sure: number): boolean {
  if (rule.id === 'key-api-key' && PRIVATE.test(word)) return true;
  if (rule.id === 'key-card-code' && /^\d{3}$/.test(word)) return true;
  if (NUMERIC.test(word)) return SHORT_CODES.has(rule.id) || (sure === STATED && rule.keepNumbers !== true);
  return isSecretWord(word, sure);
}

/** `password (…)`, `token […]`: one word in brackets. */
const BRACKETED = / [([{<]([^\s()[\]{}<>]{4,64})[)\]}>]/y;

/** `token (CVE-2019-13117)`. */
const TICKET = /^[A-Z]{2,6}-\d[\d-]*$/;
const NO_PLACE: Place = { value: { start: 0, end: 0 }, stated: false };

/** Emits the value behind a name and says where it ends, or 0. */
function emitValue(
  text: string,
  { value, stated }: Place,
  rule: KeyRule,
  sure: number,
  keys: KeyIndex,
  emit: Emit,
): number {
  const open = text[value.start] === '\\' ? value.start + 1 : value.start;
  if (isQuote(text[open])) {
    const inner = quoted(text, open);
    if (inner === undefined || inner.end === inner.start) return 0;
    const raw = withoutEscape(text.slice(inner.start, inner.end));
    if (isSaid(raw, rule, keys)) return 0;
    if (
      isMarker(raw) ||
      !(isValue(raw, rule, rule.id === 'key-password' ? STATED : sure) || (stated && !/^[a-z]{1,12}$/i.test(raw)))
    )
      return 0;
    emit(inner.start, inner.start + raw.length, rule);
    return inner.end;
  }
  const raw = text.slice(value.start, value.end);
  const phrase = rule.id === 'key-secret' ? seedPhraseEnd(text, value.start) : -1;
  if (phrase !== -1) {
    emit(value.start, phrase, rule);
    return phrase;
  }
  const word = bareWord(raw);
  if (SHORT_CODES.has(rule.id) && /^\d{3,8}$/.test(word)) {
    PAIR.lastIndex = value.start;
    const end = PAIR.test(text) ? PAIR.lastIndex : value.start + word.length;
    if (isMeasure(text, end)) return 0;
    if (end > value.end) {
      emit(value.start, end, rule);
      return end;
    }
  }
  if (/^[([{<]/.test(raw) || !isValue(word, rule, sure)) return 0;
  // The marks at the end may belong to it.
  emit(value.start, value.end - (/[,;.]$/.test(raw) ? 1 : 0), rule);
  return value.end;
}

const LOGINS = words('login logged in credentials creds credential');

/** Words behind which, or before which, more is read than one value. */
const TALKERS = words(
  'login logged in credentials creds credential code pin otp phrase words mnemonic seed enter use auth authorization',
);

/** Reports an entry or a pair in quotes and says where it ends; -1 when there is none. */
function emitQuoted(text: string, end: number, rule: KeyRule, emit: Emit): number {
  const next = text.charCodeAt(end);
  if (next !== 34 && next !== 39 && next !== 92) return -1;
  const member = memberAfter(text, end);
  const value = member ?? tupleAfter(text, end);
  if (value === undefined) return -1;
  const raw = withoutEscape(text.slice(value.start, value.end));
  if (
    raw === '' ||
    isMarker(raw) ||
    CONSTANT.test(raw) ||
    isOrdinaryValue(raw, rule) ||
    (member === undefined &&
      !isSecretWord(raw, NEAR) &&
      !PRIVATE.test(raw) &&
      !(isDefault(text, end) && /^\D\S{2}/.test(raw)))
  )
    return 0;
  emit(value.start, value.start + raw.length, rule);
  return value.end;
}

/** `key for staging: …`: a word that means much else, so the value must be one beyond doubt. */
function emitKey(text: string, end: number, emit: Emit): number {
  const place = placeAfter(text, end);
  if (place === undefined || !place.stated || text.slice(place.value.start, place.value.end).includes('(')) return 0;
  const word = bareWord(text.slice(place.value.start, place.value.end));
  if (word.length < 10 || (!isSecretWord(word, NAMED) && !isMixed(word))) return 0;
  emit(place.value.start, place.value.start + word.length);
  return place.value.end;
}

/** Reads on behind one word that may be the name of a secret. */
function readName(text: string, start: number, end: number, keys: KeyIndex, emit: Emit): number {
  const said = text.slice(Math.max(start, end - 24), end).toLowerCase();
  const announced = emitAnnounced(text, end, said, emit);
  if (announced > 0) return announced;
  const repeated = placeRepeated(text, end, said);
  const own = repeated && nameOf(text, start, end, keys)?.rule;
  if (repeated && own?.class === 'secret' && isValue(text.slice(repeated.start, repeated.end), own, NEAR)) {
    emit(repeated.start, repeated.end, own);
    return repeated.end;
  }
  if (!TALKERS.has(said) && !CODE_WORDS.has(said) && goesOn(text, end))
    return said === 'password' ? emitProtocol(text, start, end, said, emit) : 0;
  if (said === 'enter' || said === 'use') return emitEntered(text, end, emit);
  const login =
    LOGINS.has(said) && !isPreposition(text, start, said)
      ? emitLogin(text, end, emit)
      : emitProtocol(text, start, end, said, emit);
  if (login > 0) return login;
  const name = nameOf(text, start, end, keys);
  const isCode = CODE_WORDS.has(said);
  if (
    isCode ||
    name?.rule.id === 'key-otp' ||
    name?.rule.id === 'key-pin' ||
    ONE_TIME.test(text.slice(start - 9, start))
  ) {
    if (emitCodeBefore(text, start, emit, name?.rule)) return end;
    if (name === undefined) return isCode ? emitCode(text, start, end, emit) : 0;
  }
  if (name === undefined) return said === 'key' ? emitKey(text, end, emit) : 0;
  if (name.rule.class !== 'secret') return 0;
  const quotes = emitQuoted(text, end, name.rule, emit);
  if (quotes !== -1 || name.rule.line === true) return Math.max(0, quotes);
  const near = name.joined || NEAR_RULES.has(name.rule.id) ? NEAR : NAMED;
  BRACKETED.lastIndex = end;
  const inner = BRACKETED.exec(text)?.[1];
  if (
    inner !== undefined &&
    !TICKET.test(inner) &&
    !isOther(text, start, said, NO_PLACE) &&
    isValue(inner, name.rule, near) &&
    !isSaid(inner, name.rule, keys)
  ) {
    emit(end + 2, end + 2 + inner.length, name.rule);
    return BRACKETED.lastIndex;
  }
  const place = placeAfter(text, end);
  if (place === undefined || isOther(text, start, said, place)) return 0;
  const sure = place.stated || isSetting(text, end, said, place) ? STATED : near;
  return emitValue(text, place, name.rule, sure, keys, emit);
}

/** What it takes to read around one word. */
const STEPS = 200;

/** Values that a sensitive name introduces in a sentence, with no sign between: decided by the form of the word. */
export function proseRules(keys: KeyIndex): readonly ScanRule[] {
  return [
    {
      kind: 'scan',
      id: 'prose',
      class: 'secret',
      source: 'https://cwe.mitre.org/data/definitions/532.html',
      examples: [['the password is', 'hunter2now'].join(' '), ['PIN', '4711'].join(' ')],
      needs: HAS_WORDS,
      scan(text, emit, spend) {
        eachWord(text, LABEL, (start, end) => {
          if (!isFollowed(text, end)) return 0;
          spend(STEPS, start);
          return readName(text, start, end, keys, emit);
        });
      },
    },
  ];
}
