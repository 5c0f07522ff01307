import { lazy } from './lazy.ts';
import { NAME_EXAMPLES, NAME_RULES, NAMES_BY_END, NUMBERS_BY_START } from './packed-tables.ts';

// The names of the rules that ship, as they are compared: without blanks, accents and signs that nobody sees. Those with one
// end stand together, or with one beginning where the whole name is asked for, so that one name does not make the others wait.

/** The rules of names that ship, by their places in the tables. */
export const nameRules: () => readonly string[] = lazy(() => NAME_RULES.split(' '));

type Visit = (rule: number, names: readonly string[]) => void;

const EMPTY = '';

/** Where a name stands whose end or beginning is this: those beyond ASCII stand together. */
export const bucketOf = (code: number): string => (code < 128 ? String.fromCharCode(code) : EMPTY);

function eachLine(text: string | undefined, visit: Visit): void {
  if (text === undefined) return;
  for (const line of text.split('\n')) {
    const [rule = '', ...names] = line.split(' ');
    visit(Number.parseInt(rule, 10), names);
  }
}

/** The names that end like this, by their rules, in the order of the rules. */
export const eachByEnd = (bucket: string, visit: Visit): void => eachLine(NAMES_BY_END[bucket], visit);

/** The names of numbers that begin like this. */
export const eachByStart = (bucket: string, visit: Visit): void => eachLine(NUMBERS_BY_START[bucket], visit);

function gather(): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, readonly string[]>();
  const ids = nameRules();
  for (const text of [...Object.values(NAMES_BY_END), ...Object.values(NUMBERS_BY_START)])
    eachLine(text, (rule, names) => {
      const id = ids[rule] ?? '';
      out.set(id, [...(out.get(id) ?? []), ...names]);
    });
  return out;
}

const gathered = lazy(gather);
const NONE: readonly string[] = [];

/** All names of a rule that ships. */
export const shippedNames = (id: string): readonly string[] => gathered().get(id) ?? NONE;

/** The first of them, as they are written. */
export const shippedExamples = (id: string): readonly string[] => (NAME_EXAMPLES[id] ?? EMPTY).split(',');
