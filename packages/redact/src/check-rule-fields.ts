import { kindOf, nearest, note, type Problems, readTexts, shown } from './read-option.ts';

const CLASSES = ['secret', 'personal', 'network'];
const MAX_TEXT = 4096;
const EXAMPLES = "write a list of made-up values that the rule must find: examples: ['…']";

type Fields = ReadonlyMap<string, unknown>;

/** One rule on the way in. */
export interface Entry {
  readonly at: string;
  readonly of: Fields;
  readonly problems: Problems;
}

function textField({ at, of, problems }: Entry, name: string, fix: string): string | undefined {
  const x = of.get(name);
  const ends = typeof x === 'string' && (x.trim() === '' || x.length > MAX_TEXT);
  if (typeof x === 'string' && !ends) return x;
  const what = ends
    ? x.length > MAX_TEXT
      ? `is longer than ${MAX_TEXT} characters`
      : 'is empty'
    : x === undefined
      ? 'is missing'
      : `is ${kindOf(x)} and no text`;
  note(problems, `${at}.${name}`, what, fix);
  return undefined;
}

/** The source of an expression. */
export function sourceField(entry: Entry, name: string, fix: string): string | undefined {
  const x = entry.of.get(name);
  const given = kindOf(x);
  if (!given.startsWith('the regular')) return textField(entry, name, fix);
  note(entry.problems, `${entry.at}.${name}`, `is ${given} and no text`, 'write its .source');
  return undefined;
}

/** A field that is on or off. */
export function switchField({ at, of, problems }: Entry, name: string): boolean | undefined {
  const x = of.get(name);
  if (x === undefined || typeof x === 'boolean') return x;
  note(problems, `${at}.${name}`, `is ${kindOf(x, true)}`, 'write true or false');
  return undefined;
}

/** A list of texts that is not empty; `showing` says that they are names and not values. */
export function listField(
  { at, of, problems }: Entry,
  name: string,
  fix: string,
  showing: boolean,
): readonly string[] | undefined {
  const x = of.get(name);
  const texts = x === undefined ? undefined : readTexts(x, `${at}.${name}`, fix, problems, showing);
  if (x === undefined) note(problems, `${at}.${name}`, 'is missing', fix);
  if (texts?.length === 0) note(problems, `${at}.${name}`, 'is empty', fix);
  return texts?.length === 0 ? undefined : texts;
}

/** What every rule says of itself. */
export interface Facts {
  readonly id: string;
  readonly class: 'secret' | 'personal' | 'network';
  readonly source: string;
  readonly examples: readonly string[];
}

function readClass({ at, of, problems }: Entry): Facts['class'] | undefined {
  const x = of.get('class');
  if (x === 'secret' || x === 'personal' || x === 'network') return x;
  const meant = typeof x === 'string' ? nearest(x, CLASSES) : undefined;
  const known = `write 'secret' (it grants access), 'personal' (it says who somebody is) or 'network'`;
  const what = x === undefined ? 'is missing' : `is ${kindOf(x, true)} and no class`;
  note(problems, `${at}.class`, what, meant === undefined ? known : `did you mean '${meant}'?`);
  return undefined;
}

function readId(entry: Entry, taken: ReadonlySet<string>): string | undefined {
  const id = textField(entry, 'id', "name the rule: id: 'acme-key'");
  if (id === undefined) return undefined;
  const { at, problems } = entry;
  if (!/^[a-z][a-z0-9-]{1,48}$/.test(id) || id.startsWith('limit-'))
    note(
      problems,
      `${at}.id`,
      `is ${shown(id)}`,
      'write 2 to 49 lower case letters, digits and dashes, a letter first and not `limit-`',
    );
  else if (taken.has(id))
    note(
      problems,
      `${at}.id`,
      `is ${shown(id)}, which is taken`,
      `write another one, such as 'own-${id.slice(0, 40)}'`,
    );
  else return id;
  return undefined;
}

/** Undefined where any of it is missing or wrong. */
export function readFacts(entry: Entry, taken: ReadonlySet<string>): Facts | undefined {
  const id = readId(entry, taken);
  const name = readClass(entry);
  const source = textField(entry, 'source', 'say where the form is documented: an address, or a page of a handbook');
  const examples = listField(entry, 'examples', EXAMPLES, false);
  const odd = examples?.findIndex((example) => example.trim() === '' || example.length > MAX_TEXT) ?? -1;
  if (odd !== -1)
    note(entry.problems, `${entry.at}.examples[${odd}]`, `is empty or longer than ${MAX_TEXT} characters`, EXAMPLES);
  if (id === undefined || name === undefined || source === undefined || examples === undefined || odd !== -1)
    return undefined;
  return { id, class: name, source, examples };
}
