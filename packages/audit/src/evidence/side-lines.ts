import type { Anchor, WaitingLeaf } from '../seal/seal.ts';
import type { PersonalValue } from '../seal-store.ts';
import { isWellFormed } from './export-format.ts';

type Check = (value: unknown) => boolean;

// Half of a surrogate pair would be hashed as U+FFFD, as another text.
const isText: Check = (value) => typeof value === 'string' && isWellFormed(value);
const isTextOrNull: Check = (value) => value === null || isText(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isTextOrAbsent: Check = (value) => value === undefined || isText(value);

/** Reads an object of exactly these members, each once, as an export is written. Throws for anything else. */
function readExact<T>(text: string, members: Readonly<Record<keyof T & string, Check>>): T {
  const value = JSON.parse(text) as Record<string, unknown> | null;
  if (typeof value !== 'object' || value === null) throw new TypeError('the line is no object');
  for (const name of Object.keys(value)) if (!Object.hasOwn(members, name)) throw new TypeError('an unknown member');
  for (const [name, check] of Object.entries<Check>(members))
    if (!check(value[name])) throw new TypeError(`\`${name}\` has another form`);
  // Of a member that is there twice another reader may take the first one.
  if (JSON.stringify(value) !== text) throw new TypeError('the line is not as an export is written');
  return value as T;
}

export const readWaitingLine = (text: string): WaitingLeaf =>
  readExact<WaitingLeaf>(text, { id: isText, leaf: isText });

export const readPersonalLine = (text: string): PersonalValue =>
  readExact<PersonalValue>(text, { id: isText, field: isText, salt: isTextOrNull, value: isTextOrNull });

export const readAnchorLine = (text: string): Anchor =>
  readExact<Anchor>(text, {
    kind: isText,
    trail: isText,
    seal: isCount,
    hash: isText,
    records: isCount,
    at: isText,
    where: isText,
    receipt: isTextOrAbsent,
  });
