import type { Anchor, WaitingLeaf } from '../seal/seal.ts';
import type { PersonalValue } from '../seal-store.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isTextOrNull: Check = (value) => value === null || typeof value === 'string';
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isTextOrAbsent: Check = (value) => value === undefined || typeof value === 'string';

/** Reads an object of exactly these members. Throws for anything else. */
function readExact<T>(text: string, members: Readonly<Record<keyof T & string, Check>>): T {
  const value = JSON.parse(text) as Record<string, unknown> | null;
  if (typeof value !== 'object' || value === null) throw new TypeError('the line is no object');
  for (const name of Object.keys(value)) if (!Object.hasOwn(members, name)) throw new TypeError('an unknown member');
  for (const [name, check] of Object.entries<Check>(members))
    if (!check(value[name])) throw new TypeError(`\`${name}\` has another form`);
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
