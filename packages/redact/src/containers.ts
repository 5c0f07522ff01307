/** What a container is turned into before it is walked. `entries` keeps keys that are no strings. */
export type Plain =
  | { readonly as: 'same' }
  | { readonly as: 'value'; readonly value: unknown }
  | { readonly as: 'record'; readonly record: Record<string, unknown> }
  | { readonly as: 'binary'; readonly bytes: number };

const SAME: Plain = { as: 'same' };

function value(of: unknown): Plain {
  return { as: 'value', value: of };
}

function isError(x: object): x is Error {
  return x instanceof Error || Object.prototype.toString.call(x) === '[object Error]';
}

/** The getter that a class has of its own: an object can have an own property of that name, with anything in it. */
function getterOf(prototype: object, name: string): (x: object) => number {
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  return (x) => {
    const size: unknown = own?.get?.call(x);
    return typeof size === 'number' ? size : 0;
  };
}

const sizeOfTyped = getterOf(Object.getPrototypeOf(Uint8Array.prototype) as object, 'byteLength');
const sizeOfView = getterOf(DataView.prototype, 'byteLength');
const sizeOfBuffer = getterOf(ArrayBuffer.prototype, 'byteLength');

/** How many bytes an object holds; undefined for what holds none. Throws on one that only says so. */
function bytesOf(x: object): number | undefined {
  if (ArrayBuffer.isView(x)) return x instanceof DataView ? sizeOfView(x) : sizeOfTyped(x);
  if (x instanceof ArrayBuffer) return sizeOfBuffer(x);
  if (typeof SharedArrayBuffer === 'function' && x instanceof SharedArrayBuffer)
    return getterOf(SharedArrayBuffer.prototype, 'byteLength')(x);
  return typeof Blob === 'function' && x instanceof Blob ? getterOf(Blob.prototype, 'size')(x) : undefined;
}

const isByte = (x: unknown): boolean => typeof x === 'number' && x >= 0 && x <= 255 && Number.isInteger(x);

/** How many bytes stand in what JSON makes of a `Buffer`, `{ type: 'Buffer', data: [112, 97] }`; undefined for anything else. */
export function bytesOfJson(x: object, names: readonly string[]): number | undefined {
  if (names.length !== 2 || !names.includes('type') || !names.includes('data')) return undefined;
  const { type, data } = x as { type: unknown; data: unknown };
  return type === 'Buffer' && Array.isArray(data) && data.every(isByte) ? data.length : undefined;
}

/** Reads one property that may throw; the walk marks what could not be read. */
export const UNREADABLE = '[unreadable]';

function read(x: object, key: string, { onUnreadable }: PlainOptions): unknown {
  try {
    return (x as Record<string, unknown>)[key];
  } catch {
    onUnreadable();
    return UNREADABLE;
  }
}

/** Writes an own property, also one called `__proto__`. */
export function put(record: object, key: string | symbol, of: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(record, key, { value: of, enumerable: true, configurable: true, writable: true });
  else (record as Record<string | symbol, unknown>)[key] = of;
}

/** Name, message, stack, cause and the parts of an AggregateError are not enumerable, so they are named here; own fields follow. */
function errorRecord(error: Error, options: PlainOptions): Record<string, unknown> {
  const { errorName: nameKey } = options;
  const out: Record<string, unknown> = {
    [nameKey]: read(error, 'name', options),
    message: read(error, 'message', options),
    stack: read(error, 'stack', options),
  };
  for (const key of ['cause', 'errors']) {
    const part = read(error, key, options);
    if (part !== undefined) out[key] = part;
  }
  for (const key of Object.keys(error)) {
    if (!Object.hasOwn(out, key)) put(out, key, read(error, key, options));
    // Libraries put a field of that name on their errors; it must not hide the error's own.
    else if (key === 'type' && nameKey === 'type') out['own_type'] = read(error, key, options);
  }
  return out;
}

function fromEntries(entries: Iterable<readonly [unknown, unknown]>, limit: number): Plain {
  const list: (readonly [unknown, unknown])[] = [];
  for (const [key, of] of entries) {
    if (list.length > limit) break;
    list.push([key, of]);
  }
  if (!list.every(([key]) => typeof key === 'string')) return value(list);
  const record: Record<string, unknown> = {};
  for (const [key, of] of list) put(record, key as string, of);
  return { as: 'record', record };
}

function firstOf(items: Iterable<unknown>, limit: number): unknown[] {
  const out: unknown[] = [];
  for (const item of items) {
    if (out.length > limit) break;
    out.push(item);
  }
  return out;
}

/** Web classes whose content is behind an iterator and not in properties. */
function webRecord(x: object, limit: number): Plain | undefined {
  if (typeof Headers === 'function' && x instanceof Headers)
    return fromEntries(Headers.prototype.entries.call(x), limit);
  if (typeof URLSearchParams === 'function' && x instanceof URLSearchParams) {
    return fromEntries(URLSearchParams.prototype.entries.call(x), limit);
  }
  if (typeof FormData === 'function' && x instanceof FormData)
    return fromEntries(FormData.prototype.entries.call(x), limit);
  if (typeof URL === 'function' && x instanceof URL) return value(x.href);
  if (typeof Request === 'function' && x instanceof Request) {
    return { as: 'record', record: { method: x.method, url: x.url, headers: x.headers } };
  }
  if (typeof Response === 'function' && x instanceof Response) {
    return { as: 'record', record: { status: x.status, url: x.url, headers: x.headers } };
  }
  return undefined;
}

const TAG = /^\[object ([A-Z][A-Za-z. ]{2,31})\]$/;
/** What consoles look into: what a promise became, what an iterator gives next. */
const SHOWN = /^(?:Promise|Weak)| Iterator$/;
/** How Node lets an object say itself what a console shows. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * `[Promise]`, `[WeakMap]`: JSON would show an empty object for what holds something and shows nothing, and a console what it
 * holds. Of one with fields, and of one that decides what a console shows, these fields are all.
 */
function marked(x: object, tag: string, isKept: boolean): Plain | undefined {
  const isEmpty = Object.keys(x).length === 0;
  if (!isEmpty && !isKept) return undefined;
  const name = tag === '[object Object]' ? undefined : TAG.exec(tag)?.[1];
  if (isEmpty && name !== undefined) return value(`[${name}]`);
  const isShown =
    x instanceof Promise || typeof (x as Inspected)[INSPECT] === 'function' || (name !== undefined && SHOWN.test(name));
  return isShown ? { as: 'record', record: x as Record<string, unknown> } : undefined;
}

interface Inspected {
  readonly [INSPECT]?: unknown;
}

function dateOf(date: Date, keep: boolean): Plain {
  if (keep && Object.getPrototypeOf(date) === Date.prototype && Object.keys(date).length === 0) return SAME;
  const time = Date.prototype.getTime.call(date);
  return value(Number.isNaN(time) ? null : new Date(time).toISOString());
}

const BOXES: ReadonlyMap<string, (this: unknown) => unknown> = new Map(
  [String, Number, Boolean, BigInt, Symbol].map((of) => [`[object ${of.name}]`, of.prototype.valueOf]),
);

/** What JSON.stringify takes out of `new String('x')` and its like; a spoofed tag leads to a throw, which the walk marks. */
function boxed(x: object, tag: string): Plain | undefined {
  const valueOf = BOXES.get(tag);
  return valueOf === undefined ? undefined : value(valueOf.call(x));
}

function toJson(x: object): Plain | undefined {
  const method = (x as { toJSON?: unknown }).toJSON;
  return typeof method === 'function' ? value((method as (key: string) => unknown).call(x, '')) : undefined;
}

export interface PlainOptions {
  readonly errorName: string;
  readonly maxBreadth: number;
  /** Whether a Date may stay as it is. */
  readonly keepDates: boolean;
  /** Told of each part of an error that throws when it is read. */
  readonly onUnreadable: () => void;
}

/** Whether an object is only its fields: most are. Throws what the object's own code throws. */
export function isOrdinary(x: object): boolean {
  const proto: unknown = Object.getPrototypeOf(x);
  return (proto === Object.prototype || proto === null) && typeof (x as { toJSON?: unknown }).toJSON !== 'function';
}

/** Decides how an object that is no array is walked. Throws what the object's own code throws. */
export function plainOf(x: object, options: PlainOptions): Plain {
  const { maxBreadth, keepDates } = options;
  const proto: unknown = Object.getPrototypeOf(x);
  if (proto === Object.prototype || proto === null) return toJson(x) ?? SAME;
  const bytes = bytesOf(x);
  if (bytes !== undefined) return { as: 'binary', bytes };
  if (isError(x)) return { as: 'record', record: errorRecord(x, options) };
  if (x instanceof Date) return dateOf(x, keepDates);
  if (x instanceof Map) return fromEntries(Map.prototype.entries.call(x), maxBreadth);
  if (x instanceof Set) return value(firstOf(Set.prototype.values.call(x), maxBreadth));
  if (x instanceof RegExp) return value(String(x));
  const tag = Object.prototype.toString.call(x);
  return webRecord(x, maxBreadth) ?? boxed(x, tag) ?? toJson(x) ?? marked(x, tag, keepDates) ?? SAME;
}
