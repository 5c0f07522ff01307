import type { OutgoingHeaders } from './outgoing.ts';

/** What `request` of an HTTP/2 session takes: an object, or names and values in turn. */
export type RequestHeaders = Readonly<Record<string, unknown>> | readonly unknown[] | undefined | null;

const isNamed = (entry: unknown, name: string): boolean => typeof entry === 'string' && entry.toLowerCase() === name;

/** All entries of a list or an object that have this name, in any case. */
function valuesOf(headers: RequestHeaders, name: string): readonly unknown[] {
  if (Array.isArray(headers)) {
    const list = headers as readonly unknown[];
    return list.filter((_, index) => index % 2 === 1 && isNamed(list[index - 1], name));
  }
  return Object.entries(headers ?? {}).flatMap(([key, value]) => (isNamed(key, name) ? [value] : []));
}

/** The one value of a header, or several joined; undefined without one. */
export function readHeader(headers: RequestHeaders, name: string): string | undefined {
  const values = valuesOf(headers, name);
  return values.length === 0 ? undefined : values.flat().map(String).join(', ');
}

/** A copy that may be changed: the application's own object is sent again with its next request. */
export function changeable(headers: RequestHeaders): { readonly sent: unknown; readonly headers: OutgoingHeaders } {
  if (Array.isArray(headers)) {
    const list: unknown[] = [...(headers as readonly unknown[])];
    const remove = (name: string): void => {
      for (let index = list.length - 2; index >= 0; index -= 2) if (isNamed(list[index], name)) list.splice(index, 2);
    };
    const replace = (name: string, value: string): void => {
      remove(name);
      list.push(name, value);
    };
    return { sent: list, headers: { read: (name) => readHeader(list, name), remove, replace } };
  }
  // Symbols carry meaning (`sensitiveHeaders`), and the copy has them too.
  const copy: Record<string, unknown> = { ...(headers as Readonly<Record<string, unknown>> | undefined) };
  const remove = (name: string): void => {
    for (const key of Object.keys(copy)) if (isNamed(key, name)) delete copy[key];
  };
  const replace = (name: string, value: string): void => {
    remove(name);
    copy[name] = value;
  };
  return { sent: copy, headers: { read: (name) => readHeader(copy, name), remove, replace } };
}

/** The headers of a request that has left already. */
export const fixed = (headers: RequestHeaders): OutgoingHeaders => ({
  read: (name) => readHeader(headers, name),
  remove: () => undefined,
  replace: () => undefined,
});
