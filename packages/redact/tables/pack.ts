import { LETTERS, placeOf, PLACES, tailOf } from '../src/endings.ts';
import { joinedName } from '../src/key-lists.ts';
import { endingsOf } from '../src/key-tables.ts';
import { plainName } from '../src/names.ts';
import { bucketOf } from '../src/packed-names.ts';
import type { KeyRule } from '../src/rule.ts';
import { keyRules } from '../src/rules.ts';
import { searchedWords } from '../src/searched-words.ts';
import { KEY_NAMES, PASSWORDS } from '../src/shapes/key-names.ts';

/** Numbers as `unpackNumbers` reads them: sorted, each as its distance to the one before, to the base of 36. */
export function packNumbers(numbers: Iterable<number>): string {
  const sorted = [...new Set(numbers)].toSorted((a, b) => a - b);
  return sorted.map((number, i) => (number - (sorted[i - 1] ?? 0)).toString(36)).join(' ');
}

/** The names of a rule as they are compared. */
function namesOf({ id, only }: KeyRule): readonly string[] {
  const keys = KEY_NAMES[id] ?? [];
  return [...new Set(keys.map((key) => (only === undefined ? joinedName(key) : key.replaceAll(' ', ''))))];
}

/** Names by what stands at one place of each: for each rule a line. */
function buckets(rules: readonly (readonly [rule: KeyRule, at: number])[], place: number): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [rule, at] of rules) {
    const lines = new Map<string, string>();
    for (const name of namesOf(rule)) {
      const bucket = bucketOf(name.at(place)?.charCodeAt(0) ?? 0);
      lines.set(bucket, `${lines.get(bucket) ?? at} ${name}`);
    }
    for (const [bucket, line] of lines) out[bucket] = out[bucket] === undefined ? line : `${out[bucket]}\n${line}`;
  }
  return out;
}

/** Ends of words by their last letter: for each thing that they announce a line. */
function packEndings(): readonly string[] {
  const kinds = new Map<number, number>();
  for (const [words, kind] of searchedWords())
    for (const word of words) kinds.set(tailOf(word), (kinds.get(tailOf(word)) ?? 0) | kind);
  const all = [...new Set(kinds.values())].toSorted((a, b) => a - b);
  return Array.from({ length: LETTERS }, (_, letter) =>
    all
      .map((kind) => [kind, [...kinds].filter(([end, of]) => of === kind && (end & (LETTERS - 1)) === letter)] as const)
      .filter(([, ends]) => ends.length > 0)
      .map(([kind, ends]) => `${kind} ${packNumbers(ends.map(([end]) => end))}`)
      .join('\n'),
  );
}

const BITS = 4;
/** A character whose low bits are any. */
const AT = 64;

/** One bit for each place, four in a character. */
function packBits(table: Uint8Array): string {
  let out = '';
  for (let i = 0; i + BITS <= table.length; i += BITS) {
    const bits = [...table.subarray(i, i + BITS)].reduce((sum, bit, place) => sum | (bit << place), 0);
    out += String.fromCharCode(AT | bits);
  }
  return out;
}

function packNameEndings(): string {
  return packBits(endingsOf(keyRules.map((rule): KeyRule => ({ ...rule, keys: KEY_NAMES[rule.id] ?? [] }))));
}

/** For each place of four letters whether a word ends like that. */
function packLastFour(): string {
  const table = new Uint8Array(PLACES);
  for (const [words] of searchedWords()) for (const word of words) table[placeOf(tailOf(word))] = 1;
  return packBits(table);
}

interface Tables {
  readonly NAME_RULES: string;
  readonly NAMES_BY_END: Readonly<Record<string, string>>;
  readonly NUMBERS_BY_START: Readonly<Record<string, string>>;
  readonly NAME_EXAMPLES: Readonly<Record<string, string>>;
  readonly NAME_ENDINGS: string;
  readonly PASSWORD_WORDS: string;
  readonly LAST_FOUR: string;
  readonly ENDINGS: readonly string[];
}

/** What `packed-tables.ts` holds, made from the lists. */
export function tables(): Tables {
  const rules = keyRules.map((rule, at) => [rule, at] as const);
  return {
    NAME_RULES: keyRules.map(({ id }) => id).join(' '),
    NAMES_BY_END: buckets(
      rules.filter(([{ only }]) => only === undefined),
      -1,
    ),
    NUMBERS_BY_START: buckets(
      rules.filter(([{ only }]) => only !== undefined),
      0,
    ),
    NAME_EXAMPLES: Object.fromEntries(keyRules.map(({ id }) => [id, (KEY_NAMES[id] ?? []).slice(0, 3).join(',')])),
    NAME_ENDINGS: packNameEndings(),
    PASSWORD_WORDS: PASSWORDS.map((word) => plainName(word).toLowerCase()).join(' '),
    LAST_FOUR: packLastFour(),
    ENDINGS: packEndings(),
  };
}
