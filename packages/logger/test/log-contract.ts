import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** The contract as it is published. */
export const schema: Readonly<Record<string, unknown>> & { readonly $id: string } = JSON.parse(
  readFileSync(new URL(import.meta.resolve('@plumbline/logger/log-record.schema.json')), 'utf8'),
) as never;

// `allowUnionTypes`: the contract says "a text or null" in the short form.
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
ajv.addSchema(schema);

/** Every fault of a record under the contract or one of its definitions, as `<path> <keyword>`. */
export function faultsOf(record: unknown, definition?: string): readonly string[] {
  const validate = ajv.getSchema(definition === undefined ? schema.$id : `${schema.$id}#/$defs/${definition}`);
  if (validate === undefined) throw new Error(`the contract defines no ${definition}`);
  void validate(record);
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}
