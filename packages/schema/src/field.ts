import type { FieldValue } from '@plumbline/core';
import type * as z from 'zod';

/**
 * What a value can say about a person, from least to most: `category`, `count`, `duration` and `flag` are closed or
 * numeric; `opaque-id` points at a thing; `free-text` is the only class that could hold what somebody typed.
 */
export type PrivacyClass = 'category' | 'count' | 'duration' | 'flag' | 'opaque-id' | 'free-text';

// `out` says what the compiler would find by comparing members, for which it would read all of zod.
/** One declared field of an event. Made by the builders (`category`, `count`, …), never by hand. */
export interface Field<out T extends FieldValue = FieldValue, out Optional extends boolean = boolean> {
  readonly class: PrivacyClass;
  /** The type in words, for documentation and the lockfile: `enum(a|b)`, `int(0..10)`, `text(200)`. */
  readonly type: string;
  readonly isOptional: Optional;
  /** Why free text is needed; only class `free-text` has one. */
  readonly justification?: string;
  /**
   * The same rule as a zod schema: for JSON Schema and for reading. Made when first read. What it gives is not typed: zod's
   * types would be compared for every field of a catalog.
   */
  readonly schema: z.ZodType;
  /** What is wrong with a value, without the value; undefined when it is fine. Equal to `schema`, without its cost. */
  readonly accepts: (value: unknown) => string | undefined;
  /** Whether a refused value looks like personal data or a credential; only text-carrying classes look. */
  readonly looksPersonal: (value: unknown) => boolean;
  /** A value that `accepts` takes, for samples and tests. */
  readonly sample: T;
  /** The same field, which may be left out. */
  optional(): Field<T, true>;
}

/** Free text, whose reason is written beside it. */
export interface JustifiedField<out Optional extends boolean = boolean> extends Field<string, Optional> {
  readonly justification: string;
  optional(): JustifiedField<true>;
}

/** The fields of one event by name. */
export type FieldMap = Readonly<Record<string, Field>>;

/** What a builder writes; {@link makeField} adds the rest. */
export interface FieldSpec<T extends FieldValue> {
  readonly class: PrivacyClass;
  readonly type: string;
  readonly justification?: string;
  readonly sample: T;
  readonly schema: () => z.ZodType<T>;
  readonly accepts: (value: unknown) => string | undefined;
  readonly looksPersonal?: (value: unknown) => boolean;
}

/** Says what a value is without showing it. */
export function shapeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return `a string of ${value.length}`;
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a number that is no integer';
  return typeof value;
}

/** Completes a field: the schema is built when it is first read, because building hundreds of them delays a start. */
export function makeField<T extends FieldValue>(spec: FieldSpec<T>): Field<T, false> {
  let schema: z.ZodType<T> | undefined;
  const required = (): z.ZodType<T> => (schema ??= spec.schema());
  const shared = {
    class: spec.class,
    type: spec.type,
    ...(spec.justification !== undefined && { justification: spec.justification }),
    sample: spec.sample,
    looksPersonal: spec.looksPersonal ?? ((): boolean => false),
  };
  const optional: Field<T, true> = {
    ...shared,
    isOptional: true,
    get schema(): z.ZodType {
      return required().optional();
    },
    accepts: (value) => (value === undefined ? undefined : spec.accepts(value)),
    optional: () => optional,
  };
  return {
    ...shared,
    isOptional: false,
    get schema(): z.ZodType {
      return required();
    },
    accepts: spec.accepts,
    optional: () => optional,
  };
}
