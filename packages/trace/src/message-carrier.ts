import { type HeaderText, headerText } from './header-text.ts';

/** Headers of a message: an object or a `Map`, whose values are text or bytes, as the client has them. */
export type MessageCarrier<V> = Record<string, V> | Map<string, V>;

/** What the values of a carrier are. */
export type CarrierValue<C> = C extends Map<string, infer V> ? V : C extends Record<string, infer V> ? V : never;

const NAMES = ['traceparent', 'tracestate', 'x-request-id'] as const;
type Name = (typeof NAMES)[number];

/** The headers that carry the context; undefined for one that there is none of. */
export type MessageHeaders<V = string | undefined> = Readonly<Record<Name, V>>;

/** The name under which a key stands for us: Kafka's clients give keys as text or bytes, and no protocol keeps the case. */
function nameOf(key: unknown): Name | undefined {
  const text = headerText([key]);
  if (typeof text !== 'string' || text.length > 12) return undefined;
  const lower = text.toLowerCase();
  return NAMES.find((name) => name === lower);
}

const keysOf = (carrier: object): readonly unknown[] =>
  carrier instanceof Map ? [...(carrier as Map<unknown, unknown>).keys()] : Object.keys(carrier);

const valueAt = (carrier: object, key: unknown): unknown =>
  carrier instanceof Map
    ? (carrier as Map<unknown, unknown>).get(key)
    : (carrier as Record<string, unknown>)[key as string];

/** Reads what may be anything: a value that cannot be read is none. */
export function readCarrier(carrier: unknown): MessageHeaders<HeaderText> {
  const found: Record<Name, unknown[]> = { traceparent: [], tracestate: [], 'x-request-id': [] };
  try {
    if (typeof carrier === 'object' && carrier !== null) {
      for (const key of keysOf(carrier)) {
        const name = nameOf(key);
        if (name) found[name].push(valueAt(carrier, key));
      }
    }
    return {
      traceparent: headerText(found.traceparent),
      tracestate: headerText(found.tracestate),
      'x-request-id': headerText(found['x-request-id']),
    };
  } catch {
    // A getter or a proxy among the headers.
    return { traceparent: undefined, tracestate: undefined, 'x-request-id': undefined };
  }
}

/** Writes the headers that there are, in place of all that stood under their names. */
export function writeCarrier(
  carrier: MessageCarrier<unknown>,
  headers: MessageHeaders,
  encode: (text: string) => unknown,
): void {
  for (const key of keysOf(carrier)) {
    if (nameOf(key) === undefined) continue;
    if (carrier instanceof Map) (carrier as Map<unknown, unknown>).delete(key);
    else delete carrier[key as string];
  }
  for (const name of NAMES) {
    const text = headers[name];
    if (text === undefined) continue;
    if (carrier instanceof Map) carrier.set(name, encode(text));
    else carrier[name] = encode(text);
  }
}
