import { gluedOf, indexRules, NOISE } from './key-lists.ts';
import { lazy } from './lazy.ts';
import { bucketOf, eachByEnd, eachByStart, nameRules } from './packed-names.ts';
import { NAME_ENDINGS } from './packed-tables.ts';
import type { KeyRule } from './rule.ts';

/** What may stand behind the name of a document: `cnicNumber`, `hkid_no`. */
export const NUMBERED = 'key-national-document';
const NUMBERS = 'number no nr num id code numero numer nummer szam'.split(' ');
export const IS_NUMBER: ReadonlySet<string> = new Set(NUMBERS);

const ODD = 32_768;

/**
 * The last three letters of a key, past digits and signs, as a number of 15 bits: most keys end like no listed name and are
 * done here. Letters that share a number only cost a look; one that is no ASCII is always looked at.
 */
export function endingOf(key: string): number {
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

/** What rules say of names, the same for all who ask for the same rules. Names are asked for with their words joined. */
export interface Names {
  /** The rule of a name that counts at the end of others. */
  readonly tail: (name: string) => KeyRule | undefined;
  /** The rule of a name that counts alone. */
  readonly whole: (name: string) => KeyRule | undefined;
  /** The rule of a name whose value decides; asked for fields that hold a number alone. */
  readonly number: (name: string) => KeyRule | undefined;
  /** Whether a name with this ending may be listed. */
  readonly mayEnd: (ending: number) => boolean;
}

function endings(names: Iterable<string>): Uint8Array {
  const known = new Uint8Array(ODD + 1);
  known[ODD] = 1;
  for (const name of names) known[endingOf(name)] = 1;
  return known;
}

/** The ends of `cnicNo` and its like, three letters of which tell the name. */
function shortNumbers(tails: ReadonlyMap<string, KeyRule>): readonly string[] {
  const lasts = new Set<string>();
  for (const [name, { id }] of tails) if (id === NUMBERED) lasts.add(name.slice(-1));
  return NUMBERS.filter(({ length }) => length === 2).flatMap((number) => [...lasts].map((last) => last + number));
}

/** By how names end, for the first look at one. */
export function endingsOf(rules: readonly KeyRule[]): Uint8Array {
  const { tails, wholes } = indexRules(rules.filter(({ only }) => only === undefined));
  return endings([
    ...tails.keys(),
    ...wholes.keys(),
    ...[...NOISE, ...NUMBERS].filter((word) => word.length > 2 && !/\d/.test(word)),
    ...shortNumbers(tails),
  ]);
}

function readOther(rules: readonly KeyRule[]): Names {
  const { tails, wholes } = indexRules(rules.filter(({ only }) => only === undefined));
  const known = endingsOf(rules);
  const numbers = lazy(
    () =>
      new Map(
        rules.flatMap((rule) =>
          rule.only === undefined ? [] : rule.keys.map((key) => [key.replaceAll(' ', ''), rule] as const),
        ),
      ),
  );
  return {
    tail: (name) => tails.get(name),
    whole: (name) => wholes.get(name),
    number: (name) => numbers().get(name),
    mayEnd: (ending) => known[ending] !== 0,
  };
}

/** Names of which those are read that end, or begin, like one that is asked for. */
function createBuckets(read: (bucket: string) => void): (code: number) => void {
  const known = new Set<string>();
  return (code) => {
    const bucket = bucketOf(code);
    if (known.has(bucket)) return;
    known.add(bucket);
    read(bucket);
  };
}

const S = 115;

/** Of a plural that is formed by rule the singular, or nothing. */
function singularOf(name: string): string | undefined {
  const { length } = name;
  return length > 1 && name.charCodeAt(length - 1) === S && name.charCodeAt(length - 2) !== S
    ? name.slice(0, -1)
    : undefined;
}

/** Four endings a character, in its low bits. */
const mayEndShipped = (ending: number): boolean =>
  ending >= ODD || ((NAME_ENDINGS.charCodeAt(ending >> 2) >> (ending & 3)) & 1) === 1;

/** The rules that ship, by the tables. */
function readShipped(rules: readonly KeyRule[]): Names {
  const listed = { tails: new Map<string, KeyRule>(), wholes: new Map<string, KeyRule>() };
  const glued = new Map<string, KeyRule>();
  const numbers = new Map<string, KeyRule>();
  const readEnds = createBuckets((bucket) =>
    eachByEnd(bucket, (at, names) => {
      const rule = rules[at];
      if (rule === undefined) return;
      const map = rule.whole === true ? listed.wholes : listed.tails;
      for (const name of names) {
        map.set(name, rule);
        for (const longer of gluedOf(name)) glued.set(longer, rule);
      }
    }),
  );
  const readStarts = createBuckets((bucket) =>
    eachByStart(bucket, (at, names) => {
      const rule = rules[at];
      if (rule !== undefined) for (const name of names) numbers.set(name, rule);
    }),
  );
  function find(map: ReadonlyMap<string, KeyRule>, name: string): KeyRule | undefined {
    readEnds(name.charCodeAt(name.length - 1));
    const own = map.get(name);
    if (own !== undefined) return own;
    const singular = singularOf(name);
    if (singular === undefined) return undefined;
    readEnds(singular.charCodeAt(singular.length - 1));
    return map.get(singular);
  }
  return {
    tail: (name) => find(listed.tails, name) ?? glued.get(name),
    whole: (name) => find(listed.wholes, name),
    number(name) {
      readStarts(name.charCodeAt(0));
      return numbers.get(name);
    },
    mayEnd: mayEndShipped,
  };
}

/** Whether these are the rules that ship, and all of them, in their order. */
function areShipped(rules: readonly KeyRule[]): boolean {
  const ids = nameRules();
  return rules.length === ids.length && rules.every(({ id }, i) => id === ids[i]);
}

export const readNames = (rules: readonly KeyRule[]): Names =>
  areShipped(rules) ? readShipped(rules) : readOther(rules);
