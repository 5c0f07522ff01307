import type { FieldSchema } from './field-schema.ts';
import { type FieldType, isPersonal, typeOf } from './personal/personal.ts';

/** What a reviewer is told of a field. */
export interface FieldWords {
  readonly values: string;
  /** The privacy class, by what its type can hold. */
  readonly privacy: 'category' | 'count' | 'time' | 'opaque-id' | 'free-text' | 'personal';
  readonly required: boolean;
  /** Of an enumeration. */
  readonly choices?: readonly string[] | undefined;
}

type Judged = Pick<FieldWords, 'values' | 'privacy'>;

const choicesOf = ({ enum: choices }: FieldSchema): readonly string[] | undefined => choices?.map(String);

/** From the least to the most that a field can tell. */
const ORDER = ['category', 'count', 'time', 'opaque-id', 'free-text'] as const;

const TIMES = new Set(['date', 'date-time', 'time']);

const quoted = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

function judgeText({ format, maxLength }: FieldSchema): Judged {
  if (format === 'uuid') return { values: 'UUID', privacy: 'opaque-id' };
  if (format !== undefined && TIMES.has(format)) return { values: format, privacy: 'time' };
  if (maxLength !== undefined) return { values: `text of at most ${maxLength}`, privacy: 'free-text' };
  return { values: format ?? 'text', privacy: 'free-text' };
}

function judgeAny(choices: readonly FieldSchema[]): Judged {
  const judged = choices.map(judge);
  const most = Math.max(0, ...judged.map(({ privacy }) => ORDER.indexOf(privacy as (typeof ORDER)[number])));
  return { values: judged.map(({ values }) => values).join(' or '), privacy: ORDER[most] ?? 'free-text' };
}

function judge(schema: FieldSchema): Judged {
  const { type } = schema;
  if (schema.enum) return { values: schema.enum.map(quoted).join(', '), privacy: 'category' };
  if (schema.const !== undefined) return { values: quoted(schema.const), privacy: 'category' };
  if (schema.anyOf) return judgeAny(schema.anyOf);
  if (typeof type === 'object') return judgeAny(type.map((one) => ({ ...schema, type: one })));
  if (type === 'boolean') return { values: 'yes or no', privacy: 'category' };
  if (type === 'null') return { values: 'nothing', privacy: 'category' };
  if (type === 'integer') return { values: 'whole number', privacy: 'count' };
  if (type === 'number') return { values: 'number', privacy: 'count' };
  if (type !== 'array') return judgeText(schema);
  const { privacy, values } = judge(schema.items ?? {});
  return { values: `list of at most ${schema.maxItems ?? 'any'}: ${values}`, privacy };
}

/** Describes a declared field. */
export function fieldWords(field: FieldType): FieldWords {
  const type = typeOf(field);
  const schema = type.toJSONSchema({ unrepresentable: 'any' }) as FieldSchema;
  const { privacy, values } = judge(schema);
  const required = !type.safeParse(undefined).success;
  return { values, privacy: isPersonal(field) ? 'personal' : privacy, required, choices: choicesOf(schema) };
}
