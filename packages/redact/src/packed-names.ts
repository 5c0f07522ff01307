import { lazy } from './lazy.ts';
import { NAMES } from './packed-tables.ts';

// The names of the rules that ship, as they are compared: without blanks, accents and signs that nobody sees.

interface Packed {
  readonly names: readonly string[];
  readonly examples: readonly string[];
}

const packed = new Map<string, () => Packed>(
  Object.entries(NAMES).map(([id, text]) => [
    id,
    lazy(() => {
      const [names = '', examples = ''] = text.split('|');
      return { names: names.split(' '), examples: examples.split(',') };
    }),
  ]),
);

/** How many rules of names ship. */
export const SHIPPED: number = packed.size;

export const isShipped = (id: string): boolean => packed.has(id);

const NONE: readonly string[] = [];

/** The names of a rule that ships. */
export const shippedNames = (id: string): readonly string[] => packed.get(id)?.().names ?? NONE;

/** The first of them, as they are written. */
export const shippedExamples = (id: string): readonly string[] => packed.get(id)?.().examples ?? NONE;
