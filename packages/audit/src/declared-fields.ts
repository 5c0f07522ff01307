import type { Shape } from './action-spec.ts';
import { allowedOf, faultOfField, faultOfUndeclared, type FieldIssue } from './field-faults.ts';
import { type FieldType, isPersonal, typeOf } from './personal/personal.ts';
import type { PersonalInput } from './personal/personal-values.ts';

/** What was parsed, in code unit order and personal values apart; or what does not fit, in words of the declaration. */
export type ParsedFields =
  | { readonly ok: true; readonly data: Record<string, unknown>; readonly personal?: readonly PersonalInput[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/** The declared fields of an action, ready to take an object apart. */
export interface DeclaredFields {
  /** Every value is one that stands in the declaration, so that none can hold what has to be redacted. */
  readonly closed: boolean;
  parse(value: unknown): ParsedFields;
}

/** The part of JSON Schema that tells a closed list. */
interface Choice {
  readonly type?: unknown;
  readonly enum?: unknown;
  readonly const?: unknown;
  readonly items?: Choice;
  readonly anyOf?: readonly Choice[];
}

function isClosed(schema: Choice): boolean {
  if (schema.enum !== undefined || schema.const !== undefined) return true;
  if (schema.anyOf) return schema.anyOf.every(isClosed);
  if (schema.type === 'array') return schema.items !== undefined && isClosed(schema.items);
  return schema.type === 'boolean' || schema.type === 'null';
}

/** As many as a declaration allows, and as many names as a shape has at most: whoever gives more is not counted out. */
const MAX_ITEMS = 100;
/** More characters than a record has bytes. A type may cut a text before it counts it, so the declared length is no limit here. */
const MAX_TEXT = 16_384;

const TOO_MUCH: readonly FieldIssue[] = [{ path: [], code: 'too_big' }];

const isLongText = (value: unknown): boolean => typeof value === 'string' && value.length > MAX_TEXT;

/** More than any declaration takes. A type looks at every item, or runs its pattern, before it says that it is too much. */
const isTooMuch = (value: unknown): boolean =>
  isLongText(value) || (Array.isArray(value) && (value.length > MAX_ITEMS || value.some(isLongText)));

/** The names of an object that are not declared, one more than `MAX_ITEMS` of them at most. */
function undeclaredNames(given: object, shape: Shape): string[] {
  const undeclared: string[] = [];
  for (const key in given) {
    if (Object.hasOwn(shape, key)) continue;
    undeclared.push(key);
    if (undeclared.length > MAX_ITEMS) break;
  }
  return undeclared;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function declareField(name: string, field: FieldType) {
  let allowed: string | undefined;
  return {
    name,
    type: typeOf(field),
    personal: isPersonal(field),
    faultOf: (value: unknown, issues: readonly FieldIssue[]): string =>
      faultOfField(name, value, issues, (allowed ??= allowedOf(field))),
  };
}

/**
 * A strict object of these fields. It asks each type by the type's own method, because a type may come of another copy or
 * version of zod than this package has.
 */
export function declareFields(shape: Shape, partial: boolean): DeclaredFields {
  // In code unit order, which is the order of the body.
  const fields = Object.keys(shape)
    .toSorted()
    .map((name) => declareField(name, shape[name] as FieldType));
  const names = fields.map(({ name }) => name);
  const parse = (given: Readonly<Record<string, unknown>>): ParsedFields => {
    const data: Record<string, unknown> = {};
    const faults: string[] = [];
    let personal: PersonalInput[] | undefined;
    for (const { name, type, personal: isApart, faultOf } of fields) {
      const value = given[name];
      if (partial && value === undefined) continue;
      if (isTooMuch(value)) {
        faults.push(faultOf(value, TOO_MUCH));
        continue;
      }
      const parsed = type.safeParse(value);
      if (!parsed.success) faults.push(faultOf(value, parsed.error.issues));
      else if (parsed.data === undefined) continue;
      else if (isApart) (personal ??= []).push([name, JSON.stringify(parsed.data)]);
      else data[name] = parsed.data;
    }
    const undeclared = undeclaredNames(given, shape);
    if (undeclared.length > 0) faults.push(faultOfUndeclared(undeclared, names, MAX_ITEMS));
    if (faults.length > 0) return { ok: false, faults };
    return personal ? { ok: true, data, personal } : { ok: true, data };
  };
  const schemaOf = (type: (typeof fields)[number]['type']): Choice =>
    type.toJSONSchema({ unrepresentable: 'any' }) as Choice;
  return {
    closed: fields.every(({ personal, type }) => personal || isClosed(schemaOf(type))),
    parse: (value) => (isObject(value) ? parse(value) : { ok: false, faults: ['it is no object'] }),
  };
}
