import type * as z from 'zod';
import type { Shape } from './action-spec.ts';
import type { FieldSchema } from './field-schema.ts';
import { typeOf } from './personal/personal.ts';

const FIELD = /^[a-z][a-z0-9_]{0,39}$/;
/** A longer text is a payload, and payloads do not belong into an audit trail. */
const MAX_TEXT = 200;
const MAX_ITEMS = 100;
/** Formats whose length is bounded by their form. */
const SHORT_FORMATS = new Set(['uuid', 'date', 'date-time', 'time', 'ipv4', 'ipv6']);

function judge(schema: FieldSchema): string | undefined {
  if (schema.enum || schema.const !== undefined) return undefined;
  const choices =
    schema.anyOf ?? (typeof schema.type === 'object' ? schema.type.map((type) => ({ ...schema, type })) : []);
  if (choices.length > 0) return choices.map(judge).find((fault) => fault !== undefined);
  switch (schema.type ?? 'unknown') {
    case 'boolean':
    case 'integer':
    case 'number':
    case 'null':
      return undefined;
    case 'string':
      if (schema.maxLength !== undefined && schema.maxLength <= MAX_TEXT) return undefined;
      if (schema.format !== undefined && SHORT_FORMATS.has(schema.format)) return undefined;
      return `is a string without \`.max()\` of at most ${MAX_TEXT}`;
    case 'array':
      if (!(schema.maxItems !== undefined && schema.maxItems <= MAX_ITEMS)) {
        return `is an array without \`.max()\` of at most ${MAX_ITEMS}`;
      }
      if (schema.items?.type === 'array') return 'is an array of arrays';
      return schema.items ? judge(schema.items) : 'is an array of unknown items';
    default:
      return 'is neither an enumeration, a bounded string, a number, a boolean nor a bounded array of those';
  }
}

/** By what is asked of it, and not by class: it may be of another copy of zod. */
const isZodType = (type: unknown): type is z.ZodType => {
  const { _zod, safeParse, toJSONSchema } = Object(type) as Partial<Record<keyof z.ZodType, unknown>>;
  return typeof _zod === 'object' && typeof safeParse === 'function' && typeof toJSONSchema === 'function';
};

/** The fields of an action that could carry a payload or have a name that cannot be searched. */
export function checkShape(option: 'fields' | 'changes', shape: Shape | undefined): string[] {
  if (shape === undefined) return [];
  return Object.entries(shape).flatMap(([name, field]) => {
    const type: unknown = typeOf(field);
    if (!FIELD.test(name)) return [`\`${option}.${name}\` is not snake_case of at most 40 characters`];
    if (!isZodType(type)) return [`\`${option}.${name}\` is not a type of zod 4.6 or newer, such as z.boolean()`];
    const fault = judge(type.toJSONSchema({ unrepresentable: 'any' }) as FieldSchema);
    return fault === undefined ? [] : [`\`${option}.${name}\` ${fault}`];
  });
}
