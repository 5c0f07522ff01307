// What a schema says of a field stands under the field's name: `{ properties: { password: { type: 'string', minLength: 8 } } }`.

/** Types of JSON Schema 2020-12. */
const TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
/** Keywords of JSON Schema 2020-12 and OpenAPI 3.1 whose values are no values of the field: `default`, `const`, `enum` and `example` can be. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'type format minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems nullable required readOnly writeOnly deprecated description title'.split(
    ' ',
  ),
);

/** Security schemes of OpenAPI 3.1: how somebody signs in, and not with what. */
const SCHEMES: ReadonlySet<unknown> = new Set(['apiKey', 'http', 'mutualTLS', 'oauth2', 'openIdConnect']);
const SCHEME_WORDS: ReadonlySet<string> = new Set(['type', 'in', 'name', 'scheme', 'bearerFormat']);

function isSecurityScheme(x: object, names: readonly string[]): boolean {
  if (!names.every((name) => SCHEME_WORDS.has(name))) return false;
  const { type, ...rest } = x as Readonly<Record<string, unknown>>;
  return (
    SCHEMES.has(type) && Object.values(rest).every((text) => typeof text === 'string' && /^[A-Za-z-]{1,32}$/.test(text))
  );
}

/** Whether an object says of what type a field is, and nothing that could be its value. */
export function isFieldSchema(x: object, names: readonly string[]): boolean {
  if (!names.includes('type')) return false;
  try {
    if (isSecurityScheme(x, names)) return true;
    if (!names.every((name) => KEYWORDS.has(name))) return false;
    const { type, format, pattern, description, title } = x as Readonly<
      Record<'type' | 'format' | 'pattern' | 'description' | 'title', unknown>
    >;
    return TYPES.has(type) && isShort(format) && isShort(pattern) && isSaid(description) && isSaid(title);
  } catch {
    return false;
  }
}

/** A sentence of words alone: an example in it would have a sign or a digit. */
function isSaid(text: unknown): boolean {
  return text === undefined || (typeof text === 'string' && text.length <= 200 && /^[A-Za-z ,.'()-]*$/.test(text));
}

/** `password`, `uuid`, `^[A-Z]+$`: a word or an expression, and no room for a key. */
function isShort(text: unknown): boolean {
  return (
    text === undefined ||
    (typeof text === 'string' && (/^[a-z-]{1,24}$/.test(text) || /^\^[^\w]{1}.{0,80}\$$/.test(text)))
  );
}
