/** A JSON Schema: an object of keywords, or true for anything and false for nothing. */
export type JsonSchema = boolean | Readonly<Record<string, unknown>>;

export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value));

/** Keywords as an object: `true` has none, and `false` is written as a union of nothing. */
export const keywordsOf = (schema: unknown): Readonly<Record<string, unknown>> => {
  if (schema === false) return { enum: [] };
  return typeof schema === 'object' && schema !== null ? (schema as Record<string, unknown>) : {};
};

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

export const numberOf = (schema: Readonly<Record<string, unknown>>, key: string): number | undefined => {
  const value = schema[key];
  return typeof value === 'number' ? value : undefined;
};

/** The types that a schema names; undefined for all of them. */
export function typesOf({ type }: Readonly<Record<string, unknown>>): ReadonlySet<string> | undefined {
  if (typeof type === 'string') return new Set([type]);
  return Array.isArray(type) ? new Set(type.map(String)) : undefined;
}

const sameJson = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The values that a schema lists; undefined where it lists none. */
export function valuesOf(schema: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
  if ('const' in schema) return [schema['const']];
  return Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : undefined;
}

function typeFits(types: ReadonlySet<string>, value: unknown): boolean {
  if (value === null) return types.has('null');
  if (Array.isArray(value)) return types.has('array');
  if (typeof value === 'number') return types.has('number') || (types.has('integer') && Number.isInteger(value));
  return types.has(typeof value);
}

function numberFits(schema: Readonly<Record<string, unknown>>, value: number): boolean {
  const step = numberOf(schema, 'multipleOf');
  return (
    value >= (numberOf(schema, 'minimum') ?? -Infinity) &&
    value <= (numberOf(schema, 'maximum') ?? Infinity) &&
    value > (numberOf(schema, 'exclusiveMinimum') ?? -Infinity) &&
    value < (numberOf(schema, 'exclusiveMaximum') ?? Infinity) &&
    (step === undefined || Number.isInteger(value / step))
  );
}

const sizeFits = (schema: Readonly<Record<string, unknown>>, of: 'Length' | 'Items', size: number): boolean =>
  size >= (numberOf(schema, `min${of}`) ?? 0) && size <= (numberOf(schema, `max${of}`) ?? Infinity);

function textFits(schema: Readonly<Record<string, unknown>>, value: string): boolean {
  const { pattern } = schema;
  // Characters, as the specification counts them.
  return (
    sizeFits(schema, 'Length', Array.from(value).length) &&
    (typeof pattern !== 'string' || new RegExp(pattern, 'u').test(value))
  );
}

function listFits(schema: Readonly<Record<string, unknown>>, value: readonly unknown[]): boolean {
  if (!sizeFits(schema, 'Items', value.length)) return false;
  const distinct = new Set(value.map((entry) => JSON.stringify(entry))).size === value.length;
  if (schema['uniqueItems'] === true && !distinct) return false;
  return value.every((entry) => accepts(schema['items'] ?? true, entry));
}

function objectFits(schema: Readonly<Record<string, unknown>>, value: Readonly<Record<string, unknown>>): boolean {
  const properties = keywordsOf(schema['properties']);
  const rest = schema['additionalProperties'] ?? true;
  if (!listOf(schema['required']).every((key) => Object.hasOwn(value, String(key)))) return false;
  return Object.entries(value).every(([key, entry]) =>
    accepts(Object.hasOwn(properties, key) ? properties[key] : rest, entry),
  );
}

/** Whether a value is valid under a schema. Keywords that {@link isBackward} calls opaque are not looked at. */
export function accepts(of: unknown, value: unknown): boolean {
  const schema = keywordsOf(of);
  const types = typesOf(schema);
  if (types !== undefined && !typeFits(types, value)) return false;
  if (valuesOf(schema)?.some((listed) => sameJson(listed, value)) === false) return false;
  const branches = schema['anyOf'];
  if (Array.isArray(branches) && !branches.some((branch) => accepts(branch, value))) return false;
  if (typeof value === 'number') return numberFits(schema, value);
  if (typeof value === 'string') return textFits(schema, value);
  if (Array.isArray(value)) return listFits(schema, value);
  return typeof value !== 'object' || value === null || objectFits(schema, value as Record<string, unknown>);
}
