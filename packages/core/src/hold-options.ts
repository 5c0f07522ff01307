/** Deeper than any list of options: what goes on is no data but something that lives, or a ring. */
const MAX_DEPTH = 12;

const isPlain = (value: object): value is Readonly<Record<string, unknown>> => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const allOf = (values: readonly unknown[], depth: number): readonly unknown[] | undefined => {
  const held: unknown[] = [];
  for (const value of values) {
    const one = hold(value, depth);
    if (one === undefined && value !== undefined) return undefined;
    held.push(one);
  }
  return held;
};

/** A frozen copy of data; undefined for anything that holds a function or an object with a life of its own. */
function hold(value: unknown, depth: number): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) {
    const held = allOf(value, depth + 1);
    return held && Object.freeze(held);
  }
  if (!isPlain(value)) return undefined;
  const held = allOf(Object.values(value), depth + 1);
  return held && Object.freeze(Object.fromEntries(Object.keys(value).map((key, index) => [key, held[index]])));
}

/**
 * Options as they stand now: lists and plain objects are copied and frozen, so that what was checked against the egress
 * lockfile is what holds, whatever their author changes later. What lives, such as a client or a catalog, is shared.
 */
export const holdOptions = <Options extends object>(options: Options): Options =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, hold(value, 0) ?? value])) as Options;
