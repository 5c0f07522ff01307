import { nearestWord } from '@plumbline/core';
import { fieldWords } from './field-words.ts';
import type { FieldType } from './personal/personal.ts';

/** What an input did with a declared field; codes of zod's issues beside two of our own. */
export interface FieldIssue {
  readonly path: readonly PropertyKey[];
  readonly code?: string | undefined;
}

const WRONG: Readonly<Record<string, string>> = {
  too_small: 'is too small or too short',
  too_big: 'is too big or too long',
  invalid_type: 'is of another type',
  invalid_format: 'is of another form',
};
/** Names and choices of one message; a declaration may have many. */
const MAX_LISTED = 12;
const MAX_PATHS = 3;
/** As fields are named, and near enough to one that is declared: what is neither could be a value. */
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

const listed = (words: readonly string[], most: number): string =>
  words.length > most ? `${words.slice(0, most).join(', ')}, …` : words.join(', ');

/** What a field may hold, by its declaration alone. */
export function allowedOf(type: FieldType): string {
  const { choices, values } = fieldWords(type);
  return choices === undefined ? `declared as ${values.replaceAll('`', '')}` : `one of ${listed(choices, MAX_LISTED)}`;
}

/** One field that does not fit: its name, what is wrong, and what is allowed; never what was given. */
export function faultOfField(name: string, value: unknown, issues: readonly FieldIssue[], allowed: string): string {
  if (value === undefined) return `${name} is missing (${allowed})`;
  const paths = [...new Set(issues.map(({ path }) => [name, ...path].join('.')))];
  const [first] = issues;
  const isChoice = allowed.startsWith('one of ') && first?.path.length === 0;
  const what = isChoice ? 'is none of its values' : (WRONG[first?.code ?? ''] ?? 'is wrong');
  return `${listed(paths, MAX_PATHS)} ${what} (${allowed})`;
}

/** The undeclared names of an object, `most` or more of them at the end: one that was probably meant otherwise is named. */
export function faultOfUndeclared(names: readonly string[], declared: readonly string[], most: number): string {
  for (const name of names.slice(0, MAX_PATHS)) {
    const meant = NAME.test(name) ? nearestWord(name, declared) : undefined;
    if (meant === undefined) continue;
    const more = names.length === 1 ? '' : `; ${names.length - 1} more undeclared`;
    return `${name} is not declared; did you mean ${meant}?${more}`;
  }
  const count = names.length > most ? `more than ${most}` : names.length;
  const known = declared.length === 0 ? 'none is declared' : `declared: ${listed(declared, MAX_LISTED)}`;
  return `${count} undeclared (${known})`;
}
