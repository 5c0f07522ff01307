import type { KeyIndex } from './keys.ts';
import type { KeyRule } from './rule.ts';

// A statement of a database beside the values of its places, as drivers and mappers log and throw them:
// `{ sql: 'update users set password = $1', bindings: ['…'] }`.

const STATEMENTS: ReadonlySet<string> = new Set('sql query statement text querytext'.split(' '));
const BINDINGS: ReadonlySet<string> = new Set(
  'params parameters values bindings binds bind args replacements queryparams queryparameters'.split(' '),
);
const VERB = /^\s{0,16}(?:insert|update|delete|select|with|merge|replace|call|alter|create|set)\b/i;
const LONGEST = 16_384;
/** `password = $1`, `"token" IN (?`, `lower(secret) = :secret`. */
const COMPARED =
  /([A-Za-z_]\w{0,63})["'`\])]{0,2}\s{0,3}(?:[=<>!]{1,2}|\b(?:i?like|in)\b)\s{0,3}\(?\s{0,3}(?:[?%]|\$\d|[:@][A-Za-z])/gi;
const INSERTED = /\binto\s{1,3}[\w."`[\]]{1,128}\s{0,3}\(([^()]{1,2000})\)/i;

export const isStatement = (name: string): boolean => STATEMENTS.has(name.toLowerCase());
export const isBinding = (name: string): boolean => BINDINGS.has(name.toLowerCase());

/** The rule of the first column with one that the statement compares or fills; it counts for all values beside it. */
export function ruleOfStatement(text: unknown, keys: KeyIndex): KeyRule | undefined {
  if (typeof text !== 'string' || text.length > LONGEST || !VERB.test(text)) return undefined;
  const inserted = INSERTED.exec(text)?.[1]?.split(',') ?? [];
  const compared = [...text.matchAll(COMPARED)].map((match) => match[1] ?? '');
  for (const column of [...inserted, ...compared]) {
    const rule = keys.decide(column.replaceAll(/["'`[\]\s]/g, ''));
    if (rule !== undefined) return rule;
  }
  return undefined;
}
