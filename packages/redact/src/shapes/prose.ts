import { HAS_WORDS } from '../bits.ts';
import { eachWord, isLetterOrDigit, LABEL } from '../endings.ts';
import type { KeyIndex } from '../keys.ts';
import type { Emit, KeyRule, RuleName, ScanRule } from '../rule.ts';
import { bareWord, isSecretWord, NAMED, NEAR, seedPhraseEnd, STATED } from './guess.ts';
import { isMarker } from './marker.ts';

function list(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

/** Words between a name and its value. */
const LINKS = list(
  'is was are = -> => := : lautet lauten ist war sind est était es era é è są jest är er on: currently now set <<<  changed updated reset to as equals',
);
/** Of these one alone says nothing: `password to …`, `token as …`. */
const WEAK = list('to as on: currently now set changed updated reset');
/** They begin what a secret is for: `the password for prod is …`. */
const OPENERS = list('for of on to from in at für fuer von der pour du de para del la voor för för na for:');
/** Fewer words say what a secret is for. */
const MAX_WORDS = 6;
const MAX_VALUE = 256;
const CODES =
  /(?:^|[^A-Za-z])(?:your|use|enter|with|login|access|sign-in|one-time|confirmation|security|verification)\s+$/i;

interface Word {
  readonly start: number;
  readonly end: number;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** The next word on the same line, or undefined; quotes and commas are part of it. */
function wordAfter(text: string, from: number): Word | undefined {
  let start = from;
  while (start - from < 4 && isBlank(text.charCodeAt(start))) start++;
  let end = start;
  while (end < text.length && end - start < MAX_VALUE) {
    const code = text.charCodeAt(end);
    if (code <= 32 || (end > start + 1 && (code === 34 || (code === 92 && text.charCodeAt(end + 1) === 34)))) break;
    end++;
  }
  return end === start ? undefined : { start, end };
}

function isQuote(char: string | undefined): boolean {
  return char === '"' || char === "'" || char === '`' || char === '“' || char === '„' || char === '«';
}

/** What stands in quotes, without them. */
function quoted(text: string, start: number): Word | undefined {
  for (let end = start + 1; end < text.length && end - start < MAX_VALUE; end++) {
    const char = text.charAt(end);
    if (char === '\n') return undefined;
    if (isQuote(char) || char === '”' || char === '»') return { start: start + 1, end };
  }
  return undefined;
}

interface Place {
  readonly value: Word;
  /** Whether words such as `is` stand between. */
  readonly stated: boolean;
}

const MEMBER =
  /\\{0,2}["'],\s{0,8}\\{0,2}["']?(?:value|val|v|values|data|content)\\{0,2}["']?\s{0,3}[:=]\s{0,3}\[?\\{0,2}(?=["'])/iy;
const MEMBER_NAME = /(?:name|key|k|id|field|header|param)\\{0,2}["']?\s{0,3}[:=]\s{0,3}\\{0,2}["']?[\w.-]{0,64}$/i;

/** `"name":"DB_PASSWORD","value":"…"`: the value of an entry in JSON that stands within a text. */
function memberAfter(text: string, nameEnd: number): Word | undefined {
  MEMBER.lastIndex = nameEnd;
  if (!MEMBER.test(text) || !MEMBER_NAME.test(text.slice(Math.max(0, nameEnd - 100), nameEnd))) return undefined;
  return quoted(text, MEMBER.lastIndex);
}

const ENTRY = /\n[ \t]{0,32}(?:- )?(?:value|val|data):[ \t]{1,4}/y;

/** `name: DB_PASSWORD` and the value on the next line, as lists of variables are written in YAML. */
function entryAfter(text: string, end: number): Place | undefined {
  ENTRY.lastIndex = end;
  if (
    !ENTRY.test(text) ||
    !/(?:name|key): ?["']?$/.test(text.slice(Math.max(0, text.lastIndexOf('\n', end - 1)), end).replace(/[\w-]+$/, ''))
  )
    return undefined;
  const word = wordAfter(text, ENTRY.lastIndex);
  return word && { value: word, stated: true };
}

/** `('Authorization', '…')`, `define('DB_PASSWORD', '…')`: the value in quotes behind the name in quotes. */
function tupleAfter(text: string, nameEnd: number): Word | undefined {
  const tuple = /\\{0,2}["'], ?\\{0,2}(?=["'])/y;
  tuple.lastIndex = nameEnd;
  return tuple.test(text) ? quoted(text, tuple.lastIndex) : undefined;
}

/** Where the value of a name that ends here can stand. */
function placeAfter(text: string, nameEnd: number): Place | undefined {
  const end = isQuote(text[nameEnd]) ? nameEnd + 1 : nameEnd;
  const first = text.charCodeAt(end);
  if (first === 44 || first === 59) {
    const word = isLetterOrDigit(text.charCodeAt(end + 1)) ? wordAfter(text, end + 1) : undefined;
    return word && { value: word, stated: false };
  }
  if (first === 10) return entryAfter(text, end);
  if (!isBlank(first)) return undefined;
  let word = wordAfter(text, end);
  // `security code (CVV2) 553`
  if (word !== undefined && text[word.start] === '(' && text[word.end - 1] === ')') word = wordAfter(text, word.end);
  let stated = false;
  let open = false;
  for (let count = 0; word !== undefined && count < MAX_WORDS; count++) {
    const whole = text.slice(word.start, Math.min(word.end, word.start + 16)).toLowerCase();
    const said = whole.length > 1 && whole.endsWith(':') && !OPENERS.has(whole) ? whole.slice(0, -1) : whole;
    if (LINKS.has(said)) stated ||= !WEAK.has(said) || (said === 'to' && count > 0);
    else if (count === 0 && OPENERS.has(said)) open = true;
    else if (open && !stated) stated = /[:=]$/.test(text.charAt(word.end - 1));
    else return { value: word, stated };
    word = wordAfter(text, word.end);
  }
  return undefined;
}

/** The whole name that ends with the word: joined by signs, or the words before when the word alone is none. */
function nameOf(
  text: string,
  start: number,
  end: number,
  keys: KeyIndex,
): { rule: KeyRule; joined: boolean } | undefined {
  let from = start;
  while (from > 0 && end - from < 64) {
    const code = text.charCodeAt(from - 1);
    if (!isLetterOrDigit(code) && code !== 45 && code !== 95) break;
    from--;
  }
  const one = text.slice(from, end);
  const own = keys.decide(one);
  if (own !== undefined) return { rule: own, joined: from < start || /[a-z][A-Z]/.test(one) };
  let back = from;
  for (let words = 0; words < 2 && back > 1 && text.charCodeAt(back - 1) === 32; words++) {
    back--;
    while (back > 0 && from - back < 40 && isLetterOrDigit(text.charCodeAt(back - 1))) back--;
  }
  const rule = back === from ? undefined : keys.decide(text.slice(back, end));
  return rule && { rule, joined: false };
}

const NUMERIC = /^(?:\d{3}[- ]?\d{3}|\d{4,8})$/;
const SHORT_CODES: ReadonlySet<string> = new Set(['key-otp', 'key-pin', 'key-card-code']);
const NEAR_RULES: ReadonlySet<string> = new Set(['key-password', 'key-pass', 'key-api-key', 'key-card-code']);

function isValue(word: string, rule: KeyRule, sure: number): boolean {
  if (NUMERIC.test(word)) return SHORT_CODES.has(rule.id) || (sure === STATED && rule.keepNumbers !== true);
  return isSecretWord(word, sure);
}

/** Emits the value behind a name and says where it ends, or 0. */
function emitValue(text: string, { value, stated }: Place, rule: KeyRule, near: boolean, emit: Emit): number {
  const sure = stated ? STATED : near ? NEAR : NAMED;
  if (isQuote(text[value.start])) {
    const inner = quoted(text, value.start);
    if (inner === undefined || inner.end === inner.start) return 0;
    const raw = text.slice(inner.start, inner.end).replace(/\\+$/, '');
    if (isMarker(raw) || !(isValue(raw, rule, sure) || (stated && !/^[a-z]{1,12}$/i.test(raw)))) return 0;
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
  if (/^[([{<]/.test(raw) || !isValue(word, rule, sure)) return 0;
  // The marks at the end may belong to it.
  emit(value.start, value.end - (/[,;.]$/.test(raw) ? 1 : 0), rule);
  return value.end;
}

/** `482913 is your login code`, as messages with codes are written. */
function emitCodeBefore(text: string, start: number, emit: Emit, rule: RuleName | undefined): boolean {
  const from = Math.max(0, start - 60);
  const found = /(?:^|[^\w.])((?:[A-Z]-)?\d{4,8}) (?:is|as) (?:your|the) (?:[A-Za-z-]{1,20} ){0,4}$/.exec(
    text.slice(from, start),
  );
  if (found === null) return false;
  const at = from + found.index + found[0].indexOf(found[1] ?? '');
  emit(at, at + (found[1]?.length ?? 0), rule);
  return true;
}

/** `Your code is 123456`: the word alone names too much, so what stands before it counts. */
function emitCode(text: string, start: number, end: number, emit: Emit): number {
  if (!CODES.test(text.slice(Math.max(0, start - 24), start))) return 0;
  const place = placeAfter(text, text.charCodeAt(end) === 58 ? end + 1 : end);
  if (place === undefined) return 0;
  const word = bareWord(text.slice(place.value.start, place.value.end));
  if (!/^(?:[A-Z]-)?\d{4,8}$/.test(word)) return 0;
  emit(place.value.start, place.value.start + word.length);
  return place.value.end;
}

const ENTERED = / ((?:[A-Z]-)?\d{4,8}) (?:to|and) (?:confirm|verify|sign|log|continue|complete|finish)/y;

/** `Enter 047959 to confirm`. */
function emitEntered(text: string, end: number, emit: Emit): number {
  ENTERED.lastIndex = end;
  const code = ENTERED.exec(text)?.[1];
  if (code === undefined) return 0;
  emit(end + 1, end + 1 + code.length);
  return end + 1 + code.length;
}

/** `login with jane/Secret1`: behind the name of a user. */
function emitLogin(text: string, end: number, emit: Emit): number {
  if (!isBlank(text.charCodeAt(text.charCodeAt(end) === 58 ? end + 1 : end))) return 0;
  const link = wordAfter(text, text.charCodeAt(end) === 58 ? end + 1 : end);
  const said = link && text.slice(link.start, Math.min(link.end, link.start + 8)).toLowerCase();
  const word =
    said === 'with' || said === 'as' || said === 'using' || said === 'are' || said === 'is'
      ? wordAfter(text, link?.end ?? end)
      : link;
  if (word === undefined) return 0;
  const raw = bareWord(text.slice(word.start, word.end));
  const cut = raw.search(/[/:]/);
  if (cut < 2 || raw.includes('://')) return 0;
  const user = raw.slice(0, cut);
  const value = raw.slice(cut + 1);
  if (!/^[\w.@+-]+$/.test(user) || !isSecretWord(value, NEAR)) return 0;
  const from = word.start + text.slice(word.start, word.end).indexOf(value);
  emit(from, from + value.length);
  return word.end;
}

/** `machine … login … password …`, and the first words of protocols: `PASS …`, `AUTH [user] …`, `AUTH PLAIN …`. */
function netrcEnd(text: string, start: number, end: number, said: string, emit: Emit): number {
  const before = text.slice(Math.max(0, start - 160), start);
  const protocol = /^(?:PASS|AUTH)$/.test(text.slice(start, end)) && /(?:^|[\n>"'[]\s?|[CS]: )$/.test(before);
  if (!protocol && !(said === 'password' && /(?:machine\s+\S+|default)\s+login\s+\S+\s+$/.test(before))) return 0;
  let word = wordAfter(text, end);
  const second = word && protocol ? wordAfter(text, word.end) : undefined;
  if (second !== undefined && said === 'auth') word = second;
  else if (second !== undefined) return 0;
  if (
    word === undefined ||
    text.slice(word.start, word.end).length < 4 ||
    (wordAfter(text, word.end) !== undefined && protocol)
  )
    return 0;
  if (/^(?:PLAIN|LOGIN|TLS|SSL|required|failed|error|ok|disabled|enabled)$/i.test(text.slice(word.start, word.end)))
    return 0;
  emit(word.start, word.end);
  return word.end;
}

const LOGINS = list('login logged in credentials creds credential');

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
      scan(text, emit) {
        eachWord(text, LABEL, (start, end) => {
          const said = text.slice(Math.max(start, end - 24), end).toLowerCase();
          if (said === 'enter' || said === 'use') return emitEntered(text, end, emit);
          const login = LOGINS.has(said) ? emitLogin(text, end, emit) : 0;
          if (login > 0) return login;
          const name = nameOf(text, start, end, keys);
          if (said === 'code' || name?.rule.id === 'key-otp' || name?.rule.id === 'key-pin') {
            if (emitCodeBefore(text, start, emit, name?.rule)) return end;
            if (name === undefined) return said === 'code' ? emitCode(text, start, end, emit) : 0;
          }
          if (name === undefined || name.rule.class !== 'secret') return netrcEnd(text, start, end, said, emit);
          const member = memberAfter(text, end);
          if (member !== undefined) {
            const to = text[member.end - 1] === '\\' ? member.end - 1 : member.end;
            if (to > member.start && !isMarker(text.slice(member.start, to))) emit(member.start, to, name.rule);
            return member.end;
          }
          const tuple = tupleAfter(text, end);
          if (tuple !== undefined) {
            const raw = text.slice(tuple.start, tuple.end).replace(/\\+$/, '');
            if (!isSecretWord(raw, NEAR)) return 0;
            emit(tuple.start, tuple.start + raw.length, name.rule);
            return tuple.end;
          }
          if (name.rule.line === true) return 0;
          const netrc = netrcEnd(text, start, end, said, emit);
          if (netrc > 0) return netrc;
          const place = placeAfter(text, end);
          return place === undefined
            ? 0
            : emitValue(text, place, name.rule, name.joined || NEAR_RULES.has(name.rule.id), emit);
        });
      },
    },
  ];
}
