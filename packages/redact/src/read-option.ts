import { createFind, type Find } from './find.ts';
import { createKeyIndex } from './keys.ts';
import type { RedactProblem } from './redact-error.ts';
import { keyRules, shapeRules } from './rules.ts';

// Options come from callers without types too, and from files. Each is read once, so that a getter cannot answer differently
// later, and whatever it is, the answer is a value of the right type or a problem.

/** Collects what is wrong, and goes on. */
export type Problems = RedactProblem[];

/** Entries of one list or object of options. */
const MAX_ENTRIES = 10_000;
const SHOWN = 32;

export function note(problems: Problems, option: string, what: string, fix: string): void {
  problems.push({ option, what, fix });
}

let known: Find | undefined;

/** Whether a text may be shown in a message: short, of the signs of names and expressions, and nothing that a rule hides. */
function isShowable(text: string): boolean {
  known ??= createFind(shapeRules(createKeyIndex(keyRules)));
  return /^[\x20-\x7e]*$/.test(text) && (text.length < 8 || known(text.slice(0, 200)).length === 0);
}

function quoted(text: string): string {
  return `'${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}'`;
}

/** A name or an expression as a message may show it: shortened, and without what may be a secret. */
export function shown(text: string): string {
  return isShowable(text) ? quoted(text) : `a text of ${text.length} characters`;
}

/** The path of a field: names that are no plain words in brackets, and shortened as above. */
export function fieldPath(at: string, name: string): string {
  if (/^[\w$-]{1,32}$/.test(name) && isShowable(name)) return at === '' ? name : `${at}.${name}`;
  return `${at}[${shown(name)}]`;
}

/** What a value is, for a message. It never throws, and shows of texts only what `showing` allows. */
export function kindOf(x: unknown, showing: boolean = false): string {
  try {
    if (x === null) return 'null';
    if (typeof x === 'string')
      return showing && isShowable(x) ? `the text ${quoted(x)}` : `a text of ${x.length} characters`;
    if (typeof x === 'number' || typeof x === 'bigint') return `the number ${quoted(String(x)).slice(1, -1)}`;
    if (typeof x === 'boolean' || typeof x === 'undefined') return String(x);
    if (typeof x !== 'object') return `a ${typeof x}`;
    if (Array.isArray(x)) return `a list of ${x.length}`;
    if (x instanceof RegExp) return `the regular expression /${quoted(x.source).slice(1, -1)}/`;
    return typeof Reflect.get(x, 'then') === 'function' ? 'a Promise' : 'an object';
  } catch {
    return 'something that cannot be read';
  }
}

/** Edits that lead from one word to the other: a letter more, fewer or another. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The name that was probably meant. */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  if (word.length < 2 || word.length > 64) return undefined;
  const small = word.toLowerCase();
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(small.length / 4)) + 1;
  for (const name of names) {
    const other = name.toLowerCase();
    const prefix = small.length > 2 && (other.startsWith(small) || (other.length > 2 && small.startsWith(other)));
    const steps = prefix ? 0.5 : distance(small, other);
    if (steps < least) [best, least] = [name, steps];
  }
  return best;
}

/** `did you mean 'x'?`, or what else to do. */
export function suggest(word: string, names: Iterable<string>, otherwise: string): string {
  const meant = nearest(word, names);
  return meant === undefined ? otherwise : `did you mean '${meant}'? Otherwise: ${otherwise}`;
}

/** Whether an object is data and nothing else; of another realm too. */
function isPlainObject(x: object): boolean {
  const proto: unknown = Object.getPrototypeOf(x);
  return proto === null || Object.getPrototypeOf(proto) === null;
}

/** The own fields of an object, read once. Undefined where it is none, which is then among the problems. */
export function readRecord(
  x: unknown,
  option: string,
  fix: string,
  problems: Problems,
): ReadonlyMap<string, unknown> | undefined {
  try {
    if (typeof x === 'object' && x !== null && !Array.isArray(x) && isPlainObject(x)) {
      const names = Object.keys(x);
      if (names.length <= MAX_ENTRIES) return new Map(names.map((name) => [name, Reflect.get(x, name) as unknown]));
    }
    note(problems, option, `is ${kindOf(x)} and no plain object`, fix);
  } catch {
    note(problems, option, 'cannot be read: a getter or a Proxy in it throws', fix);
  }
  return undefined;
}

/** The entries of a list, read once. */
export function readList(x: unknown, option: string, fix: string, problems: Problems): readonly unknown[] | undefined {
  try {
    if (Array.isArray(x) && x.length <= MAX_ENTRIES) return Array.from(x as readonly unknown[]);
    note(problems, option, `is ${kindOf(x, true)} and no list${Array.isArray(x) ? ' of at most 10,000' : ''}`, fix);
  } catch {
    note(problems, option, 'cannot be read: a getter or a Proxy in it throws', fix);
  }
  return undefined;
}

/** The texts of a list; `showing` says that they are names and not values. */
export function readTexts(
  x: unknown,
  option: string,
  fix: string,
  problems: Problems,
  showing: boolean = true,
): readonly string[] | undefined {
  if (typeof x === 'string' && !showing) {
    note(problems, option, `is ${kindOf(x)} and no list`, fix);
    return undefined;
  }
  const before = problems.length;
  const texts = readList(x, option, fix, problems)?.map((entry, i) => {
    if (typeof entry === 'string') return entry;
    note(problems, `${option}[${i}]`, `is ${kindOf(entry)} and no text`, fix);
    return '';
  });
  return problems.length > before ? undefined : texts;
}

/** Says of each field that has no business here what was probably meant. */
export function refuseOthers(
  of: ReadonlyMap<string, unknown>,
  names: readonly string[],
  option: string,
  problems: Problems,
): void {
  for (const name of of.keys()) {
    if (names.includes(name)) continue;
    const kind = option === '' ? 'option' : 'property';
    const fix = suggest(name, names, `leave it out; known are ${names.join(', ')}`);
    note(problems, fieldPath(option, name), `is an unknown ${kind}`, fix);
  }
}
