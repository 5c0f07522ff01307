/**
 * `breaking`: something that was sent or read before is refused or means something else. `widening`: more is recorded.
 * `neutral`: neither.
 */
export type ChangeKind = 'breaking' | 'widening' | 'neutral';

/** One difference between two catalogs. */
export interface CatalogChange {
  /** Where: `item_created`, `item_created.kind`, `dimensions.role` or `version`. */
  readonly at: string;
  readonly kind: ChangeKind;
  /** What, in words; a clause without its subject. */
  readonly what: string;
}

const change =
  (kind: ChangeKind) =>
  (at: string, what: string): CatalogChange => ({ at, kind, what });

export const breaking: (at: string, what: string) => CatalogChange = change('breaking');
export const widening: (at: string, what: string) => CatalogChange = change('widening');
export const neutral: (at: string, what: string) => CatalogChange = change('neutral');
