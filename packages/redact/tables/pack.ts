import { tailOf } from '../src/endings.ts';
import { joinedName } from '../src/key-lists.ts';
import { endingsOf } from '../src/keys.ts';
import type { KeyRule } from '../src/rule.ts';
import { keyRules } from '../src/rules.ts';
import { searchedWords } from '../src/searched-words.ts';
import { KEY_NAMES } from '../src/shapes/key-names.ts';

/** Numbers as `unpackNumbers` reads them: sorted, each as its distance to the one before, to the base of 36. */
export function packNumbers(numbers: Iterable<number>): string {
  const sorted = [...new Set(numbers)].toSorted((a, b) => a - b);
  return sorted.map((number, i) => (number - (sorted[i - 1] ?? 0)).toString(36)).join(' ');
}

/** The names of a rule as they are compared, and behind a bar the first as they are written. */
function packNames({ id, only }: KeyRule): string {
  const keys = KEY_NAMES[id] ?? [];
  const names = keys.map((key) => (only === undefined ? joinedName(key) : key.replaceAll(' ', '')));
  return `${[...new Set(names)].join(' ')}|${keys.slice(0, 3).join(',')}`;
}

/** Ends of words by what they announce. */
function packEndings(): readonly (readonly [number, string])[] {
  const kinds = new Map<number, number>();
  for (const [words, kind] of searchedWords())
    for (const word of words) kinds.set(tailOf(word), (kinds.get(tailOf(word)) ?? 0) | kind);
  const all = [...new Set(kinds.values())].toSorted((a, b) => a - b);
  return all.map((kind) => [kind, packNumbers([...kinds].filter(([, of]) => of === kind).map(([end]) => end))]);
}

function packNameEndings(): string {
  const rules = keyRules.map((rule): KeyRule => ({ ...rule, keys: KEY_NAMES[rule.id] ?? [] }));
  return packNumbers([...endingsOf(rules)].flatMap((known, ending) => (known === 1 ? [ending] : [])));
}

interface Tables {
  readonly NAMES: Readonly<Record<string, string>>;
  readonly NAME_ENDINGS: string;
  readonly ENDINGS: readonly (readonly [kind: number, ends: string])[];
}

/** What `packed-tables.ts` holds, made from the lists. */
export const tables = (): Tables => ({
  NAMES: Object.fromEntries(keyRules.map((rule) => [rule.id, packNames(rule)])),
  NAME_ENDINGS: packNameEndings(),
  ENDINGS: packEndings(),
});

/** The text of `packed-tables.ts`. */
export function packTables(): string {
  const { NAMES, NAME_ENDINGS, ENDINGS } = tables();
  return `// Written by \`npm run tables\` from the lists of names and words, and held against them by a test: not to be edited.

/** For each rule of names these, as they are compared, and behind a bar the first as they are written. */
export const NAMES: Readonly<Record<string, string>> = {
${Object.entries(NAMES)
  .map(([id, names]) => `  '${id}': '${names}',`)
  .join('\n')}
};

/** How these names end, as numbers. */
export const NAME_ENDINGS = '${NAME_ENDINGS}';

/** How words end that announce something, by what it is. */
export const ENDINGS: readonly (readonly [kind: number, ends: string])[] = [
${ENDINGS.map(([kind, ends]) => `  [${kind}, '${ends}'],`).join('\n')}
];
`;
}
