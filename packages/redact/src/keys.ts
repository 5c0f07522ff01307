import { expression } from './expression.ts';
import type { KeyRule } from './rule.ts';
import { isDigitAt } from './chars.ts';
import { compoundOf, isPassOf, MAY_BE_COMPOUND } from './key-compounds.ts';
import { NO_SECRETS, NOISE } from './key-lists.ts';
import { endingOf, IS_NUMBER, NUMBERED, type Names, readNames } from './key-tables.ts';
import { lazy } from './lazy.ts';
import { isAscii, plainName } from './names.ts';

const isEscaped = (key: string): boolean => key.includes('%') || key.includes('\\u');

export interface KeyIndex {
  /** The rule whose name the key carries, or undefined. */
  decide(key: string): KeyRule | undefined;
  /** The rule of a name that needs a look at the value: only for fields, and only where `only` says so. */
  readonly numberOf?: (key: string) => KeyRule | undefined;
  /** Whether the name before this place in a running text has a rule. */
  readonly endsAt: (text: string, end: number) => boolean;
}

/** Longest key that is read; of a longer one only the end counts. */
const MAX_KEY = 128;
const MAX_WORDS = 5;
const MAX_UNSPACED = 24;
const UNSPACED = /[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]$/;

/** What stands between words. */
const BETWEEN = expression(String.raw`[^\p{L}\p{N}]+`, 'u');

/** Splits a key at case changes and at anything that is no letter or digit; all lower case. */
export function wordsOf(key: string): readonly string[] {
  const plain = plainName(key.slice(-MAX_KEY));
  return plain
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(isAscii(plain) ? /[^a-z0-9]+/ : BETWEEN())
    .filter((word) => word !== '');
}

const MAX_CACHED = 2048;
/** The name before a sign in running text: past blanks, quotes and brackets. */
function nameBefore(text: string, sign: number, words: number): string {
  let end = sign;
  while (end > 0 && sign - end < MAX_KEY && !isNameAt(text, end - 1)) end--;
  let start = end;
  while (start > 0 && end - start < MAX_KEY && isNameAt(text, start - 1)) start--;
  for (let more = 0; more < words && text.charCodeAt(start - 1) === 32; more++) {
    start--;
    while (start > 0 && end - start < MAX_KEY && isNameAt(text, start - 1)) start--;
  }
  return text.slice(start, end);
}

function isNameAt(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  const letter = code | 32;
  return (
    (letter > 96 && letter < 123) || (code > 47 && code < 58) || code === 95 || code === 45 || code === 46 || code > 127
  );
}

let lastRules: readonly KeyRule[] = [];
let lastNames: Names | undefined;

/** The names of rules; those of the last list are kept, as most redactors of a process have the same. */
function namesOf(rules: readonly KeyRule[]): Names {
  const isSame = rules.length === lastRules.length && rules.every((rule, i) => rule === lastRules[i]);
  if (isSame && lastNames !== undefined) return lastNames;
  lastRules = [...rules];
  lastNames = readNames(rules);
  return lastNames;
}

/** A mask in a name, with something in front: the value that was found there was a word, too. */
const MASK = /(?<=[^*])\*{8}(?!\*)/g;

/**
 * Makes the lookup from key names to rules. Whole words only: the last one to five words, joined, must be a listed name.
 * `isMasked` says that finds in names are written as masks.
 */
export function createKeyIndex(rules: readonly KeyRule[], isMasked: boolean = false): KeyIndex {
  // Whoever logs little but names nobody looks up, or makes a redactor that is never used, does not wait for the list.
  const names = lazy(() => namesOf(rules));
  const cache = new Map<string, KeyRule | undefined>();
  function lookup(words: readonly string[]): KeyRule | undefined {
    const known = names();
    const whole = known.whole(words.join(''));
    if (whole !== undefined) return whole;
    let joined = '';
    let best: KeyRule | undefined;
    for (let i = words.length - 1; i >= 0 && i >= words.length - MAX_WORDS; i--) {
      joined = words[i] + joined;
      best = NO_SECRETS.has(joined) ? undefined : (known.tail(joined) ?? best);
    }
    return best ?? unspaced(words.at(-1) ?? '') ?? numbered(words);
  }
  function numbered(words: readonly string[]): KeyRule | undefined {
    if (words.length < 2 || !IS_NUMBER.has(words.at(-1) ?? '')) return undefined;
    const rule = lookup(words.slice(0, -1));
    return rule?.id === NUMBERED ? rule : undefined;
  }
  /** Chinese, Japanese and Korean are written without spaces, so the end of the word is enough. */
  function unspaced(word: string): KeyRule | undefined {
    if (!UNSPACED.test(word)) return undefined;
    for (let i = Math.max(1, word.length - MAX_UNSPACED); i < word.length - 1; i++) {
      const rule = names().tail(word.slice(i));
      if (rule !== undefined) return rule;
    }
    return undefined;
  }
  /** Of names as code has them alone: in a sentence other words stand beside a secret's. */
  function compound(words: readonly string[]): KeyRule | undefined {
    const name = compoundOf(words)?.replaceAll(' ', '');
    return name === undefined ? undefined : names().tail(name);
  }
  function decide(key: string): KeyRule | undefined {
    const all = wordsOf(key);
    const isName = !/\s/.test(key);
    let words = all[0] === 'x' && all.length > 1 ? all.slice(1) : all;
    while (words.length > 0) {
      const found = lookup(words) ?? (isName && isPassOf(words) ? names().whole('pass') : undefined);
      if (found !== undefined) return found;
      const last = words[words.length - 1] ?? '';
      const bare = last.replace(/(?:^[vb])?\d{1,4}$/, '');
      if (bare !== last && bare !== '') words = [...words.slice(0, -1), bare];
      else if (words.length > 1 && (bare === '' || NOISE.has(last))) words = words.slice(0, -1);
      else break;
    }
    return isName ? compound(all) : undefined;
  }
  /** `password_v1` ends like its last word but one. */
  const mayEnd = (name: string): boolean => isDigitAt(name, name.length - 1) || names().mayEnd(endingOf(name));
  function find(key: string): KeyRule | undefined {
    if (key.length < 2 || key.includes('[redacted:') || !(mayEnd(key) || isEscaped(key) || MAY_BE_COMPOUND.test(key)))
      return undefined;
    const cached = cache.get(key);
    if (cached !== undefined || cache.has(key)) return cached;
    const rule = decide(isMasked ? key.replaceAll(MASK, '.redacted.') : key);
    if (cache.size >= MAX_CACHED) cache.clear();
    if (key.length <= MAX_KEY) cache.set(key, rule);
    return rule;
  }
  return {
    decide: find,
    numberOf: (key) => (key.length > MAX_KEY ? undefined : names().number(wordsOf(key).join(''))),
    endsAt: (text, end) => find(nameBefore(text, end, 0)) !== undefined || find(nameBefore(text, end, 2)) !== undefined,
  };
}

/** Of the key's own rule and the one from above: the own one, unless only the other hides numbers too. */
export function stricter(own: KeyRule | undefined, above: KeyRule | undefined): KeyRule | undefined {
  if (own === undefined || above === undefined) return own ?? above;
  return own.keepNumbers === true ? above : own;
}
