import type { Random } from '../random.ts';

export type Make = (random: Random) => string;

export const two = (value: number): string => String(value).padStart(2, '0');

export const birth = (random: Random): { readonly year: number; readonly month: number; readonly day: number } => ({
  year: random.between(1950, 1999),
  month: random.between(1, 12),
  day: random.between(1, 28),
});

export const yymmdd = (random: Random): string => {
  const { year, month, day } = birth(random);
  return `${two(year % 100)}${two(month)}${two(day)}`;
};

export const ddmmyy = (random: Random): string => {
  const { year, month, day } = birth(random);
  return `${two(day)}${two(month)}${two(year % 100)}`;
};

/** Draws bodies until one has a check digit: some schemes leave numbers without one. */
export const untilDefined = (random: Random, attempt: (random: Random) => string | undefined): string => {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const made = attempt(random);
    if (made !== undefined) return made;
  }
  throw new Error('no number with a check digit in a thousand tries');
};
