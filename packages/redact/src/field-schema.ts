// What a schema says of a field stands under the field's name: `{ properties: { password: { type: 'string', minLength: 8 } } }`.

/** Types of JSON Schema 2020-12. */
const TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
/** Keywords of JSON Schema 2020-12 and OpenAPI 3.1 whose values are no values of the field: `default`, `const`, `enum` and `example` can be. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'type format minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems nullable required readOnly writeOnly deprecated'.split(
    ' ',
  ),
);

/** Whether an object says of what type a field is, and nothing that could be its value. */
export function isFieldSchema(x: object, names: readonly string[]): boolean {
  if (!names.includes('type') || !names.every((name) => KEYWORDS.has(name))) return false;
  try {
    const { type, format, pattern } = x as Readonly<Record<'type' | 'format' | 'pattern', unknown>>;
    return TYPES.has(type) && isShort(format) && isShort(pattern);
  } catch {
    return false;
  }
}

/** `password`, `uuid`, `^[A-Z]+$`: a word or an expression, and no room for a key. */
function isShort(text: unknown): boolean {
  return (
    text === undefined ||
    (typeof text === 'string' && (/^[a-z-]{1,24}$/.test(text) || /^\^[^\w]{1}.{0,80}\$$/.test(text)))
  );
}
