type Schema = Readonly<Record<string, unknown>>;

const ANNOTATIONS: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$defs',
  'title',
  'description',
  'additionalProperties',
]);

function typeOf(value: unknown): readonly string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
  return [typeof value];
}

type Keyword = (value: unknown, rule: unknown, root: Schema) => boolean;

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: (value, rule) => typeOf(value).some((type) => [rule].flat().includes(type)),
  const: (value, rule) => value === rule,
  enum: (value, rule) => (rule as unknown[]).includes(value),
  pattern: (value, rule) => typeof value !== 'string' || new RegExp(rule as string, 'u').test(value),
  minLength: (value, rule) => typeof value !== 'string' || value.length >= (rule as number),
  minimum: (value, rule) => typeof value !== 'number' || value >= (rule as number),
  maximum: (value, rule) => typeof value !== 'number' || value <= (rule as number),
  required: (value, rule) =>
    typeOf(value)[0] !== 'object' || (rule as string[]).every((key) => Object.hasOwn(value as object, key)),
  anyOf: (value, rule, root) => (rule as Schema[]).some((schema) => faultsOf(value, schema, root).length === 0),
  $ref: (value, rule, root) => {
    const name = String(rule).replace('#/$defs/', '');
    return faultsOf(value, (root['$defs'] as Record<string, Schema>)[name] ?? {}, root).length === 0;
  },
};

/** Checks the keywords that the log contract uses; an unknown keyword is a fault of the test, so it throws. */
export function faultsOf(value: unknown, schema: Schema, root: Schema = schema, at = '$'): readonly string[] {
  const faults: string[] = [];
  for (const [keyword, rule] of Object.entries(schema)) {
    if (ANNOTATIONS.has(keyword)) continue;
    if (keyword === 'properties') {
      if (typeOf(value)[0] !== 'object') continue;
      for (const [key, inner] of Object.entries(rule as Record<string, Schema>)) {
        if (Object.hasOwn(value as object, key))
          faults.push(...faultsOf((value as Record<string, unknown>)[key], inner, root, `${at}.${key}`));
      }
      continue;
    }
    const check = KEYWORDS[keyword];
    if (check === undefined) throw new Error(`the check does not know the keyword ${keyword}`);
    if (!check(value, rule, root)) faults.push(`${at}: ${keyword}`);
  }
  return faults;
}
