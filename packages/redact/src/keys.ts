import type { KeyRule } from './rule.ts';
import { isDigitAt } from './chars.ts';
import { plainName } from './names.ts';

const isEscaped = (key: string): boolean => key.includes('%') || key.includes('\\u');

export interface KeyIndex {
  /** The rule whose name the key carries, or undefined. */
  decide(key: string): KeyRule | undefined;
  /** Whether the name before this place in a running text has a rule. */
  readonly endsAt: (text: string, end: number) => boolean;
}

/** Words behind the name that say nothing about the value: `passwordConfirmation`, `token_value`, `apiKeyOld`. */
const NOISE: ReadonlySet<string> = new Set(
  'value hash hashed digest salt old new current previous prev confirm confirmation confirmed repeat again raw plain plaintext encrypted enc base64 b64 hex str string text param header env var alt neu v1 v2 v3 primary secondary main backup default live test prod production staging dev sandbox'.split(
    ' ',
  ),
);

/** Written together in one case, so no boundary is left: `dbpassword`, `authtoken`. */
const PREFIXES =
  'db database user admin root my mysql pg postgres redis smtp mail email ftp ssh login old new current account client app application access auth refresh id bearer session csrf xsrf api oauth service proxy webhook device push fcm reset verification invite jwt bot personal private shared'.split(
    ' ',
  );
const STORES =
  'become sudo store key keystore truststore deststore srcstore ldap bind imap pop3 rabbitmq rabbit mongo mongodb cassandra elastic kafka amqp mqtt vault jenkins svc sa cert zip wifi vpn tomcat nexus sonar git repo docker registry basic encrypt backup replication sql oracle grafana influx ansible'.split(
    ' ',
  );
const NOUNS: ReadonlySet<string> = new Set(['password', 'passwd', 'pwd', 'secret', 'token', 'cookie', 'passphrase']);

/** Longest key that is read; of a longer one only the end counts. */
const MAX_KEY = 128;
const MAX_WORDS = 5;
const MAX_UNSPACED = 24;
const UNSPACED = /[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]$/;

/** Splits a key at case changes and at anything that is no letter or digit; all lower case. */
export function wordsOf(key: string): readonly string[] {
  return plainName(key.slice(-MAX_KEY))
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function indexRules(rules: readonly KeyRule[]): { tails: Map<string, KeyRule>; wholes: Map<string, KeyRule> } {
  const tails = new Map<string, KeyRule>();
  const wholes = new Map<string, KeyRule>();
  for (const rule of rules) {
    for (const key of rule.keys) {
      const joined = plainName(key).replaceAll(' ', '').toLowerCase();
      const map = rule.whole === true ? wholes : tails;
      map.set(joined, rule);
      if (!joined.endsWith('s')) map.set(`${joined}s`, rule);
      if (NOUNS.has(joined)) for (const prefix of PREFIXES) map.set(prefix + joined, rule);
      // `boardingPass` and `bypass` are none.
      if (joined === 'pass' || joined === 'pw')
        for (const prefix of [...PREFIXES, ...STORES]) tails.set(prefix + joined, rule);
    }
  }
  return { tails, wholes };
}

const MAX_CACHED = 2048;
const ODD = 32_768;

/**
 * The last three letters of a key, past digits and signs, as a number of 15 bits: most keys end like no listed name and are
 * done here. Letters that share a number only cost a look; one that is no ASCII is always looked at.
 */
function endingOf(key: string): number {
  let out = 0;
  let count = 0;
  for (let i = key.length - 1; i >= 0 && count < 3; i--) {
    const code = key.charCodeAt(i) | 32;
    if (code > 127) return ODD;
    if (code < 97 || code > 122) continue;
    out |= (code & 31) << (5 * count);
    count++;
  }
  return out;
}

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

function endings(names: Iterable<string>): Uint8Array {
  const known = new Uint8Array(ODD + 1);
  known[ODD] = 1;
  for (const name of names) known[endingOf(name)] = 1;
  return known;
}

/** Makes the lookup from key names to rules. Whole words only: the last one to five words, joined, must be a listed name. */
export function createKeyIndex(rules: readonly KeyRule[]): KeyIndex {
  const { tails, wholes } = indexRules(rules);
  const known = endings([
    ...tails.keys(),
    ...wholes.keys(),
    ...[...NOISE].filter((word) => word.length > 2 && !/\d/.test(word)),
  ]);
  const cache = new Map<string, KeyRule | undefined>();
  function lookup(words: readonly string[]): KeyRule | undefined {
    const all = words.join('');
    const whole = wholes.get(all);
    if (whole !== undefined) return whole;
    let joined = '';
    let best: KeyRule | undefined;
    for (let i = words.length - 1; i >= 0 && i >= words.length - MAX_WORDS; i--) {
      joined = words[i] + joined;
      best = tails.get(joined) ?? best;
    }
    return best ?? unspaced(words.at(-1) ?? '');
  }
  /** Chinese, Japanese and Korean are written without spaces, so the end of the word is enough. */
  function unspaced(word: string): KeyRule | undefined {
    if (!UNSPACED.test(word)) return undefined;
    for (let i = Math.max(1, word.length - MAX_UNSPACED); i < word.length - 1; i++) {
      const rule = tails.get(word.slice(i));
      if (rule !== undefined) return rule;
    }
    return undefined;
  }
  function decide(key: string): KeyRule | undefined {
    let words = wordsOf(key);
    if (words[0] === 'x' && words.length > 1) words = words.slice(1);
    while (words.length > 0) {
      const found = lookup(words);
      if (found !== undefined) return found;
      const last = words[words.length - 1] ?? '';
      const bare = last.replace(/(?:^[vb])?\d{1,4}$/, '');
      if (bare !== last && bare !== '') words = [...words.slice(0, -1), bare];
      else if (words.length > 1 && (bare === '' || NOISE.has(last))) words = words.slice(0, -1);
      else return undefined;
    }
    return undefined;
  }
  /** `password_v1` ends like its last word but one. */
  const mayEnd = (name: string): boolean => isDigitAt(name, name.length - 1) || known[endingOf(name)] !== 0;
  function find(key: string): KeyRule | undefined {
    if (key.length < 2 || key.includes('[redacted:') || !(mayEnd(key) || isEscaped(key))) return undefined;
    const cached = cache.get(key);
    if (cached !== undefined || cache.has(key)) return cached;
    const rule = decide(key);
    if (cache.size >= MAX_CACHED) cache.clear();
    if (key.length <= MAX_KEY) cache.set(key, rule);
    return rule;
  }
  return {
    decide: find,
    endsAt: (text, end) => find(nameBefore(text, end, 0)) !== undefined || find(nameBefore(text, end, 2)) !== undefined,
  };
}

/** Of the key's own rule and the one from above: the own one, unless only the other hides numbers too. */
export function stricter(own: KeyRule | undefined, above: KeyRule | undefined): KeyRule | undefined {
  if (own === undefined || above === undefined) return own ?? above;
  return own.keepNumbers === true ? above : own;
}
