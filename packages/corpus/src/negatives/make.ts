import type { NegativeDraft, NegativeKind } from '../fact.ts';
import type { Random } from '../random.ts';

/** Samples of each kind, the same for all, so that no kind outweighs another. */
export const PER_KIND = 24;

type Make = (random: Random, index: number) => string | NegativeDraft;

/** A harmless kind. A text alone stands under whatever key the position has. */
export const harmless = (kind: string, source: string, make: Make): NegativeKind => ({
  kind,
  source,
  count: PER_KIND,
  make: (random, index) => {
    const made = make(random, index);
    return typeof made === 'string' ? { text: made } : made;
  },
});

/** A harmless kind with a list of texts; `¤` becomes a small number, so that every sample differs. */
export const written = (kind: string, source: string, forms: readonly string[]): NegativeKind =>
  harmless(kind, source, (random, index) =>
    (forms[index % forms.length] ?? '').replaceAll('¤', () => String(random.between(2, 900))),
  );

/** A closed list of real values. */
export const listed = (kind: string, source: string, values: readonly string[]): NegativeKind => ({
  kind,
  source,
  count: values.length,
  make: (_, index) => ({ text: values[index] ?? '' }),
});

/** Names that hold a sensitive word and mean something else, each with a value. */
export const innocentKeys = (
  kind: string,
  fields: readonly string[],
  make: (random: Random, index: number) => NegativeDraft,
): NegativeKind =>
  harmless(kind, 'https://en.wikipedia.org/wiki/Scunthorpe_problem', (random, index) => ({
    ...make(random, index),
    field: fields[index % fields.length] ?? kind,
  }));

export const two = (value: number): string => String(value).padStart(2, '0');

export const date = (random: Random): string =>
  `20${random.between(19, 27)}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`;

export const time = (random: Random): string =>
  `${two(random.below(24))}:${two(random.below(60))}:${two(random.below(60))}`;

export const version = (random: Random): string => `${random.below(30)}.${random.below(40)}.${random.below(60)}`;

/** Words of which names of services, files and classes are made. */
export const NOUNS = [
  'order',
  'invoice',
  'catalog',
  'search',
  'worker',
  'report',
  'gateway',
  'billing',
  'upload',
  'thumbnail',
  'ledger',
  'shipment',
] as const;

export const noun = (random: Random): string => random.pick(NOUNS);

export const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
