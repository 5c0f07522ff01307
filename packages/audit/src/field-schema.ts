/** The part of JSON Schema that zod's fields are judged and described by. */
export interface FieldSchema {
  /** zod writes a nullable type as a list. */
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: FieldSchema;
  readonly anyOf?: readonly FieldSchema[];
}
