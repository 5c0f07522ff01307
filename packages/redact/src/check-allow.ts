import { allowKeysPath } from './check-options.ts';
import type { AllowedBy } from './options.ts';
import { type KeyIndex, wordsOf } from './keys.ts';
import {
  kindOf,
  note,
  type Problems,
  readList,
  readRecord,
  readTexts,
  refuseOthers,
  shown,
  suggest,
} from './read-option.ts';
import type { RuleName } from './rule.ts';

/** A reason of fewer characters says nothing to a reviewer. */
const MIN_REASON = 8;
const EXAMPLE = "{ key: 'checksum', rules: ['high-entropy'], reason: '…' }";

/** One exception. */
export interface Exception extends AllowedBy {
  /** The name as {@link oneName} has it, or the names of a path. */
  readonly at: string | readonly string[];
  readonly rules: ReadonlySet<string>;
  /** The rule whose name alone is set aside, by `allowKeys`: for `explain`. */
  readonly freed?: RuleName;
}

/** How all spellings of a name are written here: `sessionId`, `session_id`, `X-Session-ID` and `sessionid` are one. */
export function oneName(key: string): string {
  const words = wordsOf(key);
  return (words[0] === 'x' && words.length > 1 ? words.slice(1) : words).join('');
}

/** What an exception is checked against. */
export interface Context {
  /** The names of the policy, before any exception. */
  readonly index: KeyIndex;
  /** The ids of all rules, and of those in use. */
  readonly known: ReadonlySet<string>;
  readonly active: ReadonlySet<string>;
  readonly maxDepth: number;
}

function readReason(x: unknown, option: string, problems: Problems): string {
  if (typeof x === 'string' && x.trim().length >= MIN_REASON) return x.trim();
  const what =
    typeof x === 'string'
      ? `is a text of ${x.trim().length} characters`
      : x === undefined
        ? 'is missing'
        : `is ${kindOf(x)}`;
  note(problems, option, what, `write the reason, in at least ${MIN_REASON} characters`);
  return '';
}

/** The names that hide nothing any more, each by its one spelling. */
export function readAllowedKeys(x: unknown, { index }: Context, problems: Problems): readonly Exception[] {
  if (x === undefined) return [];
  const fix = "write the names with their reasons: allowKeys: { session_id: 'why its value may be shown' }";
  const out: Exception[] = [];
  for (const [key, given] of readRecord(x, 'allowKeys', fix, problems) ?? []) {
    const option = allowKeysPath(key);
    const reason = readReason(given, option, problems);
    const freed = index.decide(key) ?? index.numberOf?.(key);
    if (freed !== undefined) out.push({ option, reason, at: oneName(key), rules: new Set([freed.id]), freed });
    else {
      const rest =
        "leave it out; where a form in the value is hidden, write allow: [{ key, rules: ['<the rule that explain() names>'], reason }]";
      note(problems, option, 'does nothing: no rule hides this name', rest);
    }
  }
  return out;
}

/** The names of a path: `a[0].b` is `a.0.b`. A field can have such a name, too. */
export function namesOf(path: string): readonly string[] {
  if (!path.includes('.') && !path.includes('[')) return [path];
  const dotted = path.replaceAll(/\[(\d{1,9}|\*)\]/g, '.$1');
  return (path.startsWith('[') && dotted.startsWith('.') ? dotted.slice(1) : dotted).split('.');
}

function readPath(x: unknown, option: string, maxDepth: number, problems: Problems): readonly string[] | undefined {
  const fix = "write names with dots between, `*` for any one: 'user.email', 'items.*.sku'";
  if (typeof x !== 'string') {
    note(problems, option, `is ${kindOf(x)} and no text`, fix);
    return undefined;
  }
  const names = namesOf(x);
  if (x.includes('[redacted:') || names.some((name) => name === '' || (name !== '*' && name.includes('*'))))
    note(problems, option, `is ${shown(x)}, which can match no place`, fix);
  else if (names.length > maxDepth)
    note(problems, option, `has ${names.length} names, more than \`limits.maxDepth\` lets be read`, 'shorten it');
  else return names;
  return undefined;
}

function readKey(x: unknown, option: string, problems: Problems): string | undefined {
  const name = typeof x === 'string' && x.length <= 128 ? oneName(x) : '';
  if (name !== '') return name;
  const what = typeof x === 'string' ? `is ${shown(x)}, which is no name` : `is ${kindOf(x)} and no text`;
  note(problems, option, what, "write the name of a field, such as 'checksum'");
  return undefined;
}

type Fields = ReadonlyMap<string, unknown>;

function readPlace(of: Fields, option: string, context: Context, problems: Problems): Exception['at'] | undefined {
  const [key, path] = [of.get('key'), of.get('path')];
  if ((key === undefined) === (path === undefined)) {
    const what = key === undefined ? 'says no place' : 'has both `key` and `path`';
    note(problems, option, what, "write either key: 'checksum' or path: 'user.email'");
    return undefined;
  }
  if (path === undefined) return readKey(key, `${option}.key`, problems);
  return readPath(path, `${option}.path`, context.maxDepth, problems);
}

function readRules(x: unknown, option: string, { known, active }: Context, problems: Problems): ReadonlySet<string> {
  const fix = "write a list of the ids that explain() names: rules: ['high-entropy']";
  if (x === undefined) note(problems, option, 'is missing', fix);
  const ids = x === undefined ? undefined : readTexts(x, option, fix, problems);
  if (ids?.length === 0) note(problems, option, 'is empty', fix);
  for (const [i, id] of (ids ?? []).entries()) {
    if (active.has(id)) continue;
    const what = known.has(id)
      ? 'a rule that this redactor does not have, so that nothing is hidden by it'
      : 'an unknown rule';
    const rest = known.has(id) ? 'leave it out' : suggest(id, active, 'listRules() has all ids');
    note(problems, `${option}[${i}]`, `is ${shown(id)}, ${what}`, rest);
  }
  return new Set(ids);
}

/** A name that hides its value whatever it looks like leaves nothing to the other rules. */
function checkEffect(entry: Exception, name: string, index: KeyIndex, problems: Problems): void {
  const rule = index.decide(name);
  if (rule === undefined || entry.rules.has(rule.id)) return;
  // Such a name leaves numbers alone, which may be those of cards.
  if (rule.keepNumbers === true && entry.rules.has('card')) return;
  const what = `does nothing: the name ${shown(name)} alone hides the value, by the rule '${rule.id}'`;
  note(problems, entry.option, what, `add '${rule.id}' to its \`rules\``);
}

function readException(x: unknown, option: string, context: Context, problems: Problems): Exception | undefined {
  const of = readRecord(x, option, `write ${EXAMPLE}`, problems);
  if (of === undefined) return undefined;
  const before = problems.length;
  refuseOthers(of, ['key', 'path', 'rules', 'reason'], option, problems);
  const at = readPlace(of, option, context, problems);
  const rules = readRules(of.get('rules'), `${option}.rules`, context, problems);
  const reason = readReason(of.get('reason'), `${option}.reason`, problems);
  if (at === undefined || problems.length > before) return undefined;
  const entry: Exception = { option, reason, at, rules };
  const last = typeof at === 'string' ? of.get('key') : at.at(-1);
  if (typeof last === 'string') checkEffect(entry, last, context.index, problems);
  return entry;
}

/** Whether one holds wherever the other does. */
function reaches(one: Exception['at'], other: Exception['at']): boolean {
  if (typeof other === 'string') return one === other;
  if (typeof one === 'string') return one === oneName(other.at(-1) ?? '');
  return one.length === other.length && one.every((name, i) => name === '*' || name === other[i]);
}

/** One that comes after another which lets the same through. */
function refuseRepeated(list: readonly Exception[], problems: Problems): void {
  for (const [i, { option, at, rules }] of list.entries()) {
    const same = list.slice(0, i).find((one) => reaches(one.at, at) && [...rules].every((id) => one.rules.has(id)));
    if (same !== undefined)
      note(problems, option, `does nothing: \`${same.option}\` lets the same through`, 'leave it out');
  }
}

export function readExceptions(x: unknown, context: Context, problems: Problems): readonly Exception[] {
  if (x === undefined) return [];
  const list = readList(x, 'allow', `write a list: allow: [${EXAMPLE}]`, problems) ?? [];
  const entries = list
    .map((entry, i) => readException(entry, `allow[${i}]`, context, problems))
    .filter((entry) => entry !== undefined);
  refuseRepeated(entries, problems);
  return entries;
}
