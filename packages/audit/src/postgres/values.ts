/** The literal of an array: every driver knows texts, and an ID needs no quotes. */
export const arrayOf = (ids: readonly string[]): string => `{${ids.join(',')}}`;

/** The same of any texts. */
export const arrayOfTexts = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;

export const numberOf = (value: unknown): number => Number(value ?? 0);

/** A text; undefined where the column is null. */
export const optional = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
