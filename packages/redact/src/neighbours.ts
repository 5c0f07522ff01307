import { isDigitAt } from './chars.ts';
import { wordsOf, type KeyIndex } from './keys.ts';
import type { KeyRule } from './rule.ts';
import { isBinding, isStatement, ruleOfStatement } from './statement.ts';

/** What an entry calls its name and its value; `Name` and `Value` too, as AWS writes them. */
const NAMES: ReadonlySet<string> = new Set(
  'name key k header field id label column param parameter attr attribute prop property variable var option setting'.split(
    ' ',
  ),
);
/** Where in a document a value stood: what validators and JSON Patch (RFC 6902) say instead of a name. */
const PATHS: ReadonlySet<string> = new Set('path pointer propertypath instancepath loc datapath'.split(' '));
/** What may stand before either: `ParameterKey` and `ParameterValue`. */
const KIND = /^(?:parameter|param|option|attribute|setting|header|field|env|property|item|entry)[_-]?(?=[a-z])/i;
const VALUES =
  /^(?:v|input|received|actual|lhs|rhs|(?:(?:parameter|param|option|attribute|setting|header|field|env|property|item|entry|old|new|previous|current|original|rejected|attempted|invalid|provided)[_-]?)?(?:vals?|values?))$/i;
/** Private members of a JSON Web Key (RFC 7518, 6.2.2, 6.3.2 and 6.4). */
const PRIVATE_MEMBERS: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth']);

const split = (words: string): ReadonlySet<string> => new Set(words.split(' '));
/** What logs of changes call a value at two times: only both together are such a log. */
const BEFORE = split('old before from prev previous');
const AFTER = split('new after to next current');
/** Names of letters, routes and pages stand beside these too, so that only the name of a field counts. */
const COMMON = split('from to prev next previous current');
const FIELDS = split('field fieldname key property prop attribute attr column param parameter variable setting path');

/**
 * What a field of an entry is, by its name: the entry's name, where it stood, its value, or its value at one of two times; a
 * statement, or what its places are filled with.
 */
type Role = 'name' | 'path' | 'value' | 'change' | 'statement' | 'binding' | undefined;

const isBefore = (name: string): boolean => BEFORE.has(name.toLowerCase());
const isAfter = (name: string): boolean => AFTER.has(name.toLowerCase());
const isField = (name: string): boolean => FIELDS.has(name.toLowerCase().replaceAll(/[_-]/g, ''));
const isChange = (name: string): boolean => isBefore(name) || isAfter(name);

function readRole(name: string): Role {
  if (VALUES.test(name)) return 'value';
  if (isChange(name)) return 'change';
  if (isStatement(name)) return 'statement';
  if (isBinding(name)) return 'binding';
  const small = name.toLowerCase().replaceAll(/[_-]/g, '');
  if (PATHS.has(small)) return 'path';
  return NAMES.has(name.toLowerCase()) || NAMES.has(name.replace(KIND, '').toLowerCase()) ? 'name' : undefined;
}

/** Names that are kept: those of a service's records, and not what a hostile caller makes up. */
const MAX_ROLES = 2048;
const MAX_NAME = 64;
const roles = new Map<string, Role>();

function roleOf(name: string): Role {
  if (name.length > MAX_NAME) return undefined;
  const known = roles.get(name);
  if (known !== undefined || roles.has(name)) return known;
  if (roles.size >= MAX_ROLES) roles.clear();
  const role = readRole(name);
  roles.set(name, role);
  return role;
}

/** What a field says, read as the walk reads it: through a getter too. */
function fieldAt(x: object, key: string): unknown {
  try {
    return (x as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** Among so many names the name and the value are looked for: more than entries have, so that none can be kept apart. */
const MAX_NEIGHBOURS = 1024;
/** Longest path that is read. */
const MAX_PATH = 256;

/** The last part of `['user', 'password']`, `user.password`, `users[0].password`, and of `/user/password` in a patch. */
function endOfPath(path: unknown, isPatch: boolean): string | undefined {
  const last: unknown = Array.isArray(path) ? path.findLast((part) => typeof part === 'string') : path;
  if (typeof last !== 'string' || last.length > MAX_PATH || (last.includes('/') && !isPatch)) return undefined;
  const end = last.split(/[./[\]'"]/).findLast((part) => part !== '' && !/^\d+$/.test(part));
  // A marker names a rule, not a field.
  return end?.startsWith('redacted:') === true ? undefined : end;
}

/** The rule of a name that hides what looks like the number it says, where the entry's value does. */
function numberBeside(x: object, names: readonly string[], name: string, keys: KeyIndex): KeyRule | undefined {
  if (!names.some((key) => roleOf(key) === 'value' && isNumber(fieldAt(x, key)))) return undefined;
  const rule = keys.numberOf?.(name);
  if (rule === undefined) return undefined;
  const joined = wordsOf(name).join('');
  const isSuch = (value: unknown): boolean => isNumber(value) && rule.only?.(String(value), joined) === true;
  return names.some((key) => roleOf(key) === 'value' && isSuch(fieldAt(x, key))) ? rule : undefined;
}

/** Fewer digits are nobody's number. */
const FEWEST_DIGITS = 4;
const LONGEST_NUMBER = 64;

function isNumber(value: unknown): value is string | number {
  if (typeof value === 'number') return value >= 10 ** (FEWEST_DIGITS - 1);
  if (typeof value !== 'string' || value.length > LONGEST_NUMBER) return false;
  let digits = 0;
  for (let i = 0; i < value.length; i++) if (isDigitAt(value, i)) digits++;
  return digits >= FEWEST_DIGITS;
}

/** `{ name: 'authorization', value: '…' }` and its kin: the rule that the entry's name gives to its value. A key in JSON gives one to its private members. */
export function labelOf(x: object, names: readonly string[], keys: KeyIndex): KeyRule | undefined {
  if (names.includes('kty')) return typeof fieldAt(x, 'kty') === 'string' ? keys.decide('private key') : undefined;
  const read = names.length > MAX_NEIGHBOURS ? names.slice(0, MAX_NEIGHBOURS) : names;
  const bound = isBound(read)
    ? ruleOfStatement(fieldAt(x, read.find((name) => roleOf(name) === 'statement') ?? ''), keys)
    : undefined;
  if (bound !== undefined) return bound;
  if (!read.some((name) => isValue(name, read))) return undefined;
  for (const key of read) {
    const role = roleOf(key);
    if (role !== 'name' && role !== 'path') continue;
    const said = fieldAt(x, key);
    const name = role === 'path' ? endOfPath(said, names.includes('op')) : said;
    if (typeof name !== 'string' || name.length > 128) continue;
    const rule = keys.decide(name) ?? numberBeside(x, names, name, keys);
    if (rule !== undefined) return rule;
  }
  return undefined;
}

const isFilling = (name: string): boolean => roleOf(name) === 'binding' || name === 'values';

/** Whether values stand beside the statement whose places they fill. */
const isBound = (names: readonly string[]): boolean =>
  names.some((name) => roleOf(name) === 'statement') && names.some(isFilling);

/** Whether a field of an entry is its value. */
function isValue(name: string, names: readonly string[]): boolean {
  const role = roleOf(name);
  if (role !== 'change') return role === 'value';
  const small = name.toLowerCase();
  const both = names.some(isBefore) && names.some(isAfter);
  if (both && !COMMON.has(small)) return true;
  return (both || small === 'old' || small === 'new') && names.some(isField);
}

/** Whether a name can give meaning to its neighbours, or take one from them. */
export function isTelling(name: string): boolean {
  const role = roleOf(name);
  return name === 'kty' || role === 'value' || role === 'change' || role === 'binding';
}

/** Whether that depends on others beside it, so that it means nothing for an object whose neighbours are not known. */
export function isLog(name: string): boolean {
  return roleOf(name) === 'change';
}

/** Whether the label of an object is meant for its field of that name. */
export function takesLabel(name: string, names: readonly string[]): boolean {
  return (
    isValue(name, names) || (isFilling(name) && isBound(names)) || (PRIVATE_MEMBERS.has(name) && names.includes('kty'))
  );
}
