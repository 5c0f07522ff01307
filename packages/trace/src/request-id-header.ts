/** The header that carries a request's ID in both directions. */
export const REQUEST_ID_HEADER = 'x-request-id';

const isOurs = (name: unknown): boolean => typeof name === 'string' && name.toLowerCase() === REQUEST_ID_HEADER;

/** Raw headers are `[name, value, …]`; pairs are made flat, the only form that goes together with headers set before. */
const withoutRaw = (headers: readonly unknown[]): readonly unknown[] => {
  const flat = Array.isArray(headers[0]) ? (headers as readonly (readonly unknown[])[]).flat() : headers;
  return flat.filter((_, index) => !isOurs(flat[index - (index % 2)]));
};

/** An argument of `writeHead` or `respond` without an `x-request-id` of the application's own; anything else unchanged. */
export function withoutRequestId(argument: unknown): unknown {
  if (typeof argument !== 'object' || argument === null) return argument;
  if (Array.isArray(argument)) return withoutRaw(argument);
  const headers = argument as Readonly<Record<string, unknown>>;
  for (const name in headers) {
    if (!isOurs(name)) continue;
    // Symbols carry meaning in HTTP/2 (`sensitiveHeaders`), so the copy keeps them.
    const copy: Record<string, unknown> = { ...headers };
    for (const key of Object.keys(copy)) if (isOurs(key)) delete copy[key];
    return copy;
  }
  return argument;
}
