import type { Shape } from './action-spec.ts';

/** What was parsed, or which of it does not fit: names of fields, never values. */
export type ParsedFields =
  | { readonly ok: true; readonly data: Record<string, unknown> }
  | { readonly ok: false; readonly names: readonly string[] };

/** The declared fields of an action, ready to take an object apart. */
export interface DeclaredFields {
  parse(value: unknown): ParsedFields;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A strict object of these fields. It asks each type by the type's own method, because a type may come of another copy or
 * version of zod than this package has.
 */
export function declareFields(shape: Shape, partial: boolean): DeclaredFields {
  const types = Object.entries(shape);
  const parse = (given: Readonly<Record<string, unknown>>): ParsedFields => {
    const data: Record<string, unknown> = {};
    const names: string[] = [];
    for (const [name, type] of types) {
      const value = given[name];
      if (partial && value === undefined) continue;
      const parsed = type.safeParse(value);
      if (!parsed.success) names.push(...parsed.error.issues.map(({ path }) => [name, ...path].join('.')));
      else if (parsed.data !== undefined) data[name] = parsed.data;
    }
    let undeclared = 0;
    for (const key in given) if (!Object.hasOwn(shape, key)) undeclared += 1;
    if (undeclared > 0) names.push(`${undeclared} undeclared`);
    return names.length === 0 ? { ok: true, data } : { ok: false, names };
  };
  return { parse: (value) => (isObject(value) ? parse(value) : { ok: false, names: [''] }) };
}
