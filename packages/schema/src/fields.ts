import { PlumblineError } from '@plumbline/core';
import * as z from 'zod';
import { CATEGORY_VALUE } from './category-value.ts';
import type { CatalogFault, Seen } from './fault-types.ts';
import { type Field, type JustifiedField, makeField, shapeOf } from './field.ts';
import { hasLongNumber, looksPersonal } from './value-shape.ts';

/** The largest 32-bit integer, so that reporting columns can be typed. */
const MAX_INT32 = 2_147_483_647;

/** Seven days: the longest time back that ingest accepts an event for. */
const MAX_DURATION_MS = 604_800_000;

/** More is not a note but a document. */
const MAX_TEXT = 500;

/** Longest type text before a list of values is cut by count; the lockfile has one line per field. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

// Control characters and half surrogate pairs: neither survives JSON and ClickHouse unchanged.
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

const invalid = (what: string): PlumblineError => new PlumblineError('PLB_CATALOG_INVALID', what);

function checkValues(builder: string, values: readonly string[]): void {
  if (values.length === 0) throw invalid(`${builder}: lists no values`);
  if (new Set(values).size !== values.length) throw invalid(`${builder}: lists a value twice`);
  const odd = values.findIndex((value) => typeof value !== 'string' || !CATEGORY_VALUE.test(value));
  if (odd >= 0) throw invalid(`${builder}: value ${odd + 1} must match ${CATEGORY_VALUE.source}`);
}

/** One of a closed list of values. */
export function category<const V extends readonly [string, ...string[]]>(values: V): Field<V[number], false> {
  checkValues('category', values);
  const known: ReadonlySet<unknown> = new Set(values);
  const type = `enum(${values.join('|')})`;
  return makeField<V[number]>({
    class: 'category',
    type,
    sample: values[0],
    schema: () => z.enum(values) as z.ZodType<V[number]>,
    accepts: (value) => (known.has(value) ? undefined : `expected ${type}, got ${shapeOf(value)}`),
  });
}

/** Several different ones of a closed list of values, possibly none. */
export function categories<const V extends readonly [string, ...string[]]>(
  values: V,
): Field<readonly V[number][], false> {
  checkValues('categories', values);
  const known: ReadonlySet<unknown> = new Set(values);
  const type = `list(enum(${values.join('|')}))`;
  const fits = (value: unknown): boolean =>
    Array.isArray(value) &&
    value.length <= values.length &&
    value.every((item) => known.has(item)) &&
    new Set(value).size === value.length;
  return makeField<readonly V[number][]>({
    class: 'category',
    type,
    sample: [values[0]],
    schema: () =>
      z
        .array(z.enum(values))
        .max(values.length)
        .refine((list) => new Set(list).size === list.length, 'lists a value twice') as z.ZodType<readonly V[number][]>,
    accepts: (value) => (fits(value) ? undefined : `expected ${type} without repeats, got ${shapeOf(value)}`),
  });
}

function integer(privacy: 'count' | 'duration', unit: string, option: string, max: number): Field<number, false> {
  if (!Number.isSafeInteger(max) || max < 1) throw invalid(`${privacy}: \`${option}\` must be a positive integer`);
  const type = `${unit}(0..${max})`;
  return makeField<number>({
    class: privacy,
    type,
    sample: 1,
    schema: () => z.int().min(0).max(max),
    accepts: (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
        ? undefined
        : `expected ${type}, got ${shapeOf(value)}`,
  });
}

/** How many: an integer from 0 to `max`. */
export const count = (
  options: {
    /** @default 2147483647 */
    readonly max?: number;
  } = {},
): Field<number, false> => integer('count', 'int', 'max', options.max ?? MAX_INT32);

/** How long: whole milliseconds from 0 to `maxMs`. */
export const duration = (
  options: {
    /** @default 604800000 (seven days) */
    readonly maxMs?: number;
  } = {},
): Field<number, false> => integer('duration', 'ms', 'maxMs', options.maxMs ?? MAX_DURATION_MS);

/** Yes or no. */
export const flag = (): Field<boolean, false> =>
  makeField<boolean>({
    class: 'flag',
    type: 'bool',
    sample: true,
    schema: () => z.boolean(),
    accepts: (value) => (typeof value === 'boolean' ? undefined : `expected bool, got ${shapeOf(value)}`),
  });

/**
 * The internal ID of a thing (never of a person: identity is hashed elsewhere): 1 to 64 of `A-Za-z0-9_-`, starting with
 * a letter or digit. Nine or more digits standing alone are refused as a phone, card or national number.
 */
export function opaqueId(): Field<string, false> {
  const fits = (value: unknown): value is string =>
    typeof value === 'string' && ID.test(value) && !hasLongNumber(value);
  return makeField<string>({
    class: 'opaque-id',
    type: 'opaque-id(64)',
    sample: 'itm_1',
    schema: () =>
      z
        .string()
        .regex(ID)
        .refine((id) => !hasLongNumber(id), 'holds a long number'),
    accepts: (value) => (fits(value) ? undefined : `expected opaque-id(64), got ${shapeOf(value)}`),
    looksPersonal: (value) => typeof value === 'string' && (looksPersonal(value) || hasLongNumber(value)),
  });
}

/** What `freeText` needs. */
export interface FreeTextOptions {
  /** Why nothing closed will do, in a sentence a privacy reviewer accepts; at least 20 characters. */
  readonly justification: string;
  /** Most UTF-16 code units, up to 500. */
  readonly maxLength: number;
}

interface FreeTextSentences {
  justification: 'free text needs a `justification`: write why nothing closed will do, in 20 characters or more';
  maxLength: 'free text needs a `maxLength`: the most characters it may have, up to 500';
}

/**
 * Text that somebody may have typed. It needs a written reason, never goes to a mirror, and values that look like an
 * e-mail address, URL, credential or long number are refused.
 */
export function freeText<const Given>(
  options: Seen<Given> & {
    readonly [Option in Exclude<keyof FreeTextSentences, keyof Given>]: CatalogFault<FreeTextSentences[Option]>;
  } & FreeTextOptions,
): JustifiedField<false> {
  const { justification, maxLength }: FreeTextOptions = options;
  const faults: string[] = [];
  if (typeof justification !== 'string' || justification.trim().length < 20) {
    faults.push('`justification` needs at least 20 characters');
  }
  if (!Number.isInteger(maxLength) || maxLength < 1 || maxLength > MAX_TEXT) {
    faults.push(`\`maxLength\` must be 1 to ${MAX_TEXT}`);
  }
  if (faults.length > 0) throw invalid(`freeText: ${faults.join('; ')}`);
  const type = `text(${maxLength})`;
  const fits = (value: unknown): boolean =>
    typeof value === 'string' && value.length <= maxLength && PRINTABLE.test(value) && !looksPersonal(value);
  return makeField<string>({
    class: 'free-text',
    type,
    justification,
    sample: 'a',
    schema: () =>
      z
        .string()
        .max(maxLength)
        .regex(PRINTABLE)
        .refine((text) => !looksPersonal(text), 'looks like personal data'),
    accepts: (value) => (fits(value) ? undefined : `expected ${type}, got ${shapeOf(value)}`),
    looksPersonal: (value) => typeof value === 'string' && looksPersonal(value),
  }) as JustifiedField<false>;
}
