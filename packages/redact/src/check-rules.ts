import { readAnchored, readPattern } from './check-forms.ts';
import { type Entry, type Facts, listField, readFacts, switchField } from './check-rule-fields.ts';
import { createKeyIndex, wordsOf } from './keys.ts';
import { kindOf, nearest, note, type Problems, readList, readRecord, refuseOthers, shown } from './read-option.ts';
import type { AnchoredRule, KeyRule } from './rule.ts';

const COMMON = ['kind', 'id', 'class', 'source', 'examples'];
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  anchored: [...COMMON, 'anchors', 'body', 'ignoreCase'],
  pattern: [...COMMON, 'pattern', 'ignoreCase'],
  key: [...COMMON, 'keys', 'whole', 'keepNumbers', 'line'],
};
const KINDS = Object.keys(FIELDS);
/** What callers of other tools call them. */
const OTHER_KINDS: Readonly<Record<string, string>> = {
  regex: 'pattern',
  regexp: 'pattern',
  scan: 'pattern',
  prefix: 'anchored',
  name: 'key',
};

function readKeys(entry: Entry, facts: Facts | undefined): KeyRule | undefined {
  const { at, problems } = entry;
  const keys = listField(entry, 'keys', "write a list of names: keys: ['badge number']", true);
  const [whole, keepNumbers, line] = [
    switchField(entry, 'whole'),
    switchField(entry, 'keepNumbers'),
    switchField(entry, 'line'),
  ];
  if (facts === undefined || keys === undefined) return undefined;
  const switches = {
    ...(whole !== undefined && { whole }),
    ...(keepNumbers !== undefined && { keepNumbers }),
    ...(line !== undefined && { line }),
  };
  const rule: KeyRule = { ...facts, kind: 'key', keys, ...switches };
  const index = createKeyIndex([rule]);
  for (const [i, key] of keys.entries()) {
    if (wordsOf(key).length > 0 && key === key.toLowerCase() && index.decide(key) !== undefined) continue;
    note(
      problems,
      `${at}.keys[${i}]`,
      `is ${shown(key)}, which can never match`,
      `write its words in lower case, with spaces between them: '${wordsOf(key).join(' ').slice(0, 40)}'`,
    );
  }
  for (const [i, example] of rule.examples.entries()) {
    if (index.decide(example) === undefined)
      note(
        problems,
        `${at}.examples[${i}]`,
        'is no name that the rule hides',
        'write a name as it stands in your data, such as `badgeNumber`',
      );
  }
  return rule;
}

function readRule(
  x: unknown,
  at: string,
  taken: ReadonlySet<string>,
  problems: Problems,
): AnchoredRule | KeyRule | undefined {
  const given = kindOf(x);
  const shape = "{ kind: 'pattern', id, class: 'secret', source, pattern: '…', examples: ['…'] }";
  const fix = given.startsWith('the regular')
    ? `write ${shape} with its .source`
    : `write ${shape}, or one of kind 'anchored' or 'key'`;
  const of = readRecord(x, at, fix, problems);
  if (of === undefined) return undefined;
  const entry: Entry = { at, of, problems };
  const kind = of.get('kind');
  const facts = readFacts(entry, taken);
  const fields = typeof kind === 'string' && Object.hasOwn(FIELDS, kind) ? FIELDS[kind] : undefined;
  if (fields === undefined) {
    const meant = typeof kind === 'string' ? (OTHER_KINDS[kind] ?? nearest(kind, KINDS)) : undefined;
    const known = "write 'anchored' (a literal beginning), 'pattern' (a form without one) or 'key' (names of fields)";
    const what = kind === undefined ? 'is missing' : `is ${kindOf(kind, true)} and no kind of rule`;
    note(problems, `${at}.kind`, what, meant === undefined ? known : `did you mean '${meant}'? Otherwise: ${known}`);
    return undefined;
  }
  refuseOthers(of, fields, at, problems);
  if (kind === 'key') return readKeys(entry, facts);
  return kind === 'pattern' ? readPattern(entry, facts) : readAnchored(entry, facts);
}

/** Rules of one's own, as the engine runs them. */
export interface OwnRules {
  readonly forms: readonly AnchoredRule[];
  readonly names: readonly KeyRule[];
}

export function readAdded(x: unknown, known: ReadonlySet<string>, problems: Problems): OwnRules {
  const taken = new Set(known);
  const forms: AnchoredRule[] = [];
  const names: KeyRule[] = [];
  const list = x === undefined ? [] : readList(x, 'add', 'write a list of rules: add: [{ … }]', problems);
  for (const [i, given] of (list ?? []).entries()) {
    const rule = readRule(given, `add[${i}]`, taken, problems);
    if (rule === undefined) continue;
    taken.add(rule.id);
    if (rule.kind === 'key') names.push(rule);
    else forms.push(rule);
  }
  return { forms, names };
}
