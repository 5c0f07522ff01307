import type { PositiveDraft, PositiveKind } from '../fact.ts';
import type { Random } from '../random.ts';

/** Samples of each vendor's form. */
const PER_VENDOR = 6;

type Make = (random: Random, index: number) => PositiveDraft;

/** A form that tells by itself what it is: a fixed beginning and a body, of which the body is the secret. */
export const token = (prefix: string, body: string, suffix = ''): PositiveDraft => ({
  text: `${prefix}${body}${suffix}`,
  core: body,
});

/** A key or token that one vendor issues. */
export const vendor = (name: string, source: string, make: Make, count = PER_VENDOR): PositiveKind => ({
  kind: `vendor-${name}`,
  group: 'secret',
  source,
  count,
  make,
});

/** A vendor's key without a form of its own, which people know by the name it stands under. */
export const underName = (
  name: string,
  source: string,
  fields: readonly string[],
  make: (random: Random) => string,
): PositiveKind =>
  vendor(name, source, (random, index) => ({ text: make(random), field: fields[index % fields.length] ?? name }));

export const secret = (kind: string, source: string, count: number, make: Make): PositiveKind => ({
  kind,
  group: 'secret',
  source,
  count,
  make,
});

export const base64Of = (text: string): string => Buffer.from(text).toString('base64');

export const base64urlOf = (text: string): string => Buffer.from(text).toString('base64url');

/** Passwords as people and generators make them, none of them a word that a label would hold. */
export const password = (random: Random): string => {
  const word = random.pick(['winter', 'Sommer', 'dragonfly', 'Barcelona', 'mustang', 'pumpkin', 'Juventus', 'giraffe']);
  return random.pick([
    () => `${word}${random.digits(4)}`,
    () => `${word}!${random.digits(2)}`,
    () => `${random.text('bcdfghjklm', 4)}${random.digits(2)}${random.text('npqrstvwxz', 3)}`,
    () => `${word}-${random.pick(['copper', 'meadow', 'lantern', 'orbit'])}-${random.digits(2)}`,
    () => random.alnum(16),
    () => `${random.alnum(6)}$${random.alnum(5)}`,
  ])();
};

export const personal = (
  kind: string,
  source: string,
  count: number,
  make: (random: Random, index: number) => PositiveDraft,
): PositiveKind => ({
  kind,
  group: 'personal',
  source,
  count,
  make,
});

/** A value with other words around it. */
export const inside = (before: string, core: string, after: string): PositiveDraft => ({
  text: `${before}${core}${after}`,
  core,
});
