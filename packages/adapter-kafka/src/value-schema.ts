/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

/** Words of JSON Schema that say what is valid. What describes, such as owner and purpose, stays here. */
const STRUCTURAL: ReadonlySet<string> = new Set([
  'type',
  'enum',
  'const',
  'items',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'pattern',
  'format',
  'anyOf',
]);

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function structureOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((part) => structureOf(part));
  if (!isSchema(schema)) return schema;
  const kept = Object.entries(schema).filter(([word]) => STRUCTURAL.has(word));
  return Object.fromEntries(kept.map(([word, value]) => [word, word === 'enum' ? value : structureOf(value)]));
}

const text = { type: 'string' };

const ENVELOPE: Readonly<Record<string, Schema>> = {
  event_id: { type: 'string', format: 'uuid' },
  schema_version: text,
  occurred_at: { type: 'integer' },
  ingested_at: { type: 'integer' },
  source: text,
  session_id: text,
  anonymous_user_id: text,
  org_id_hash: text,
  route_pattern: text,
};

/** The schema of what one event's records hold: the envelope, and of the payload the listed fields. */
export function valueSchema(name: string, event: Schema, listed: readonly string[]): Schema {
  const properties = isSchema(event['properties']) ? event['properties'] : {};
  const required = Array.isArray(event['required']) ? (event['required'] as readonly unknown[]) : [];
  const fields = listed.filter((field) => Object.hasOwn(properties, field)).toSorted();
  const needed = fields.filter((field) => required.includes(field));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: {
      name: { type: 'string', const: name },
      ...ENVELOPE,
      payload: {
        type: 'object',
        properties: Object.fromEntries(fields.map((field) => [field, structureOf(properties[field])])),
        required: needed,
        additionalProperties: false,
      },
    },
    required: ['name', ...Object.keys(ENVELOPE), ...(needed.length > 0 ? ['payload'] : [])],
    additionalProperties: false,
  };
}
