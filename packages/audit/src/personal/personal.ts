import type * as z from 'zod';

/** A field whose value is kept apart from the record, so that it can be erased. Made by {@link personal}. */
export interface Personal<T extends z.ZodType = z.ZodType> {
  readonly personal: T;
}

/** A field of an action: a type, or a type that is marked as personal. */
export type FieldType = z.ZodType | Personal;

/**
 * Marks a field whose value says something about a person. The record holds a salted commitment to it and never the value;
 * value and salt stand in a table of their own, where they can be erased without the record changing.
 *
 * @example
 * fields: { email: personal(z.string().max(200)) }
 */
export const personal = <T extends z.ZodType>(type: T): Personal<T> => ({ personal: type });

export const isPersonal = (field: FieldType): field is Personal =>
  typeof field === 'object' && field !== null && 'personal' in field && !('_zod' in field);

/** The type of a field, marked or not. */
export const typeOf = (field: FieldType): z.ZodType => (isPersonal(field) ? field.personal : field);

/** Types of fields, as an input gives them. */
export type Unmarked<F> = { [K in keyof F]: F[K] extends Personal<infer T> ? T : F[K] };
