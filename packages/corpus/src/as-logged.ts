/** What the members of an object are for a log: those of an Error are not enumerable, those of a Map are no members. */
const expand = (_: string, value: unknown): unknown => {
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return Object.assign({ type: name, message, stack }, cause === undefined ? {} : { cause }, value);
  }
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value;
};

/** The whole record as JSON, with nothing hidden: what a redactor that does nothing would write. */
export const asLogged = (record: unknown): string => JSON.stringify(record, expand) ?? '';
