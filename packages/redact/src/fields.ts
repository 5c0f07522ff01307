import { quoted } from './one-line.ts';
import { put } from './containers.ts';
import { wordsOf, type KeyIndex } from './keys.ts';
import { isTelling } from './neighbours.ts';
import { isOther } from './settings.ts';
import type { IsPlain } from './plain.ts';
import type { KeyRule } from './rule.ts';
import type { Report } from './text.ts';

/** `apart`: a field of this name is written beside the others. `taken`: the name stands somewhere else already. */
export type Place = 'apart' | 'taken';

/** Names that cannot simply be written. */
export type Places = ReadonlyMap<string, Place>;

/** What the walk has to know of a field's name. */
export interface Field {
  /** The name as it may be shown. */
  readonly key: string;
  /** The rule that the name gives to the value. */
  readonly rule: KeyRule | undefined;
  /** The rule that the name gives to a value of a certain look. */
  readonly number: KeyRule | undefined;
  /** The words of the name without what joins them, where that rule asks for them. */
  readonly joined: string;
  /** Whether the name may be shown as it is. */
  readonly clean: boolean;
  /** The name in JSON with the colon behind it, as the first field of an object and as a later one. */
  readonly first: string;
  readonly later: string;
  /** The same with the quote of a text behind it. */
  readonly firstText: string;
  readonly laterText: string;
  /** As a later one behind a text whose closing quote is not written yet: a join less for each text. */
  readonly after: string;
  readonly afterText: string;
  /** Whether the name is that of a thing, whose number may look like that of a telephone. */
  readonly thing: boolean;
  /** Whether a field of this name can give meaning to its neighbours. */
  readonly telling: boolean;
  /** Whether one of this name may hold the bytes of a `Buffer`. */
  readonly holding: boolean;
  /** Whether one of this name decides how the object is written. */
  readonly changing: boolean;
  /** The field that was seen behind this one last: records repeat their order. */
  next: Field | undefined;
  /** The places that were asked last for this name, and the answer. */
  asked: Places | undefined;
  place: Place | undefined;
}

/** `{ name, value }` and its kin, and what decides how JSON shows the object. */
/** These change the object itself and not only what a neighbour means. */
const CHANGING = /^(?:toJSON|__proto__)$/;

const THINGS: ReadonlySet<string> = new Set(
  'batch lot sku part model serial article asset catalog invoice order ticket case job po ref barcode style product item'.split(
    ' ',
  ),
);
const NOUNS: ReadonlySet<string> = new Set('no number code id tag'.split(' '));

function isThing(key: string): boolean {
  const words = wordsOf(key);
  const last = words.at(-1) ?? '';
  return THINGS.has(last) || (NOUNS.has(last) && THINGS.has(words.at(-2) ?? ''));
}

/** Digits in groups as those of a telephone in North America, and as many things are counted. */
export function isNumberOfThing({ thing }: Field, value: unknown): boolean {
  return thing && typeof value === 'string' && /^\d{3}-\d{3}-\d{4}$/.test(value);
}

function createField(name: string, key: string, rule: KeyRule | undefined, number: KeyRule | undefined): Field {
  const first = `${quoted(key)}:`;
  const telling = CHANGING.test(name) || isTelling(name);
  return {
    key,
    rule,
    number,
    joined: number === undefined ? '' : wordsOf(key).join(''),
    clean: key === name,
    first,
    later: `,${first}`,
    firstText: `${first}"`,
    laterText: `,${first}"`,
    after: `",${first}`,
    afterText: `",${first}"`,
    thing: isThing(key),
    telling,
    holding: name === 'data',
    changing: CHANGING.test(name),
    next: undefined,
    asked: undefined,
    place: undefined,
  };
}

/** The rule that a field gives to its value. */
export function ruleOf(field: Field, value: unknown, keys: KeyIndex): KeyRule | undefined {
  const { rule, number, joined, key } = field;
  if (rule !== undefined && isOther(key, value, keys)) return undefined;
  if (rule !== undefined || number === undefined) return rule;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return number.only?.(String(value), joined) === true ? number : undefined;
}

/** Where the name's field belongs; the answer is remembered for the places that were asked last. */
export function placeOf(field: Field, places: Places): Place | undefined {
  if (field.asked !== places) {
    field.asked = places;
    field.place = places.get(field.key);
  }
  return field.place;
}

/** Names that are kept, and the longest of them: the fields of a service's records, and not what a hostile caller makes up. */
const MAX_CACHED = 2048;
const MAX_LENGTH = 128;
/** Shorter names hold no form. */
const MIN_FORM = 6;

export type FieldOf = (name: string, report: Report) => Field;

/** Makes the lookup of names. Records repeat them, so what is known of a name with nothing to hide is kept. */
export function createFields(
  keys: KeyIndex,
  clean: (text: string, report: Report) => string,
  isPlain: IsPlain,
): FieldOf {
  const known = new Map<string, Field>();
  return (name, report) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const field = createField(
      name,
      name.length < MIN_FORM || isPlain(name) ? name : clean(name, report),
      keys.decide(name),
      keys.numberOf?.(name),
    );
    if (field.key !== name || name.length > MAX_LENGTH) return field;
    if (known.size >= MAX_CACHED) known.clear();
    known.set(name, field);
    return field;
  };
}

/** Writes one field; of several names that became the same, each keeps its value. `taken` counts them. */
export function addField(out: Record<string, unknown>, key: string, value: unknown, taken: Map<string, number>): void {
  let name = key;
  for (let n = (taken.get(key) ?? 1) + 1; Object.hasOwn(out, name); n++) {
    name = `${key}#${n}`;
    taken.set(key, n);
  }
  put(out, name, value);
}

/** The fields that stayed as they are, under their own names. */
export function copyOf(names: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [i, value] of values.entries()) put(out, names[i] ?? '', value);
  return out;
}
