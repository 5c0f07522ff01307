import * as namespace from 'node:path';

const boom = (): never => {
  throw new Error('hostile');
};

/** Objects whose reading runs foreign code, so that neither their content nor their sameness can be compared. */
export const foreign: WeakSet<object> = new WeakSet();

function mark<T extends object>(x: T): T {
  foreign.add(x);
  return x;
}

const TRAPS = [
  'get',
  'has',
  'ownKeys',
  'getOwnPropertyDescriptor',
  'getPrototypeOf',
  'isExtensible',
  'set',
  'defineProperty',
  'deleteProperty',
] as const;

/** Proxies whose traps throw, one trap each and all at once. */
function throwing(target: () => object): readonly (() => object)[] {
  const one = TRAPS.map((trap) => () => mark(new Proxy(target(), { [trap]: boom })));
  return [...one, () => mark(new Proxy(target(), Object.fromEntries(TRAPS.map((trap) => [trap, boom]))))];
}

/** Proxies that say what is not so, each within what the language lets a Proxy say. */
const lying: readonly (() => object)[] = [
  () => mark(new Proxy({}, { ownKeys: () => ['ghost', 'length', '__proto__'] })),
  () => mark(new Proxy({ a: 1 }, { getOwnPropertyDescriptor: () => undefined })),
  () => mark(new Proxy([1, 2], { get: (of, key) => (key === 'length' ? 1e9 : Reflect.get(of, key)) })),
  () => mark(new Proxy([1, 2], { get: (of, key) => (key === 'length' ? -1 : Reflect.get(of, key)) })),
  () => mark(new Proxy([1, 2], { get: (of, key) => (key === 'length' ? 'x' : Reflect.get(of, key)) })),
  ...[Date, Map, Set, Error, RegExp, Uint8Array, ArrayBuffer, String, Number, URL, Headers, Blob, Promise].map(
    ({ prototype }) =>
      () =>
        mark(new Proxy({}, { getPrototypeOf: () => prototype })),
  ),
  () => mark(new Proxy({}, { get: (_, key) => (key === 'toJSON' ? () => ({}) : undefined) })),
  () => mark(new Proxy({}, { get: () => mark(new Proxy({}, { get: boom })) })),
  () => mark(new Proxy(() => 1, { get: boom })),
];

function revoked(of: object): object {
  const { proxy, revoke } = Proxy.revocable(of, {});
  revoke();
  return mark(proxy);
}

function getter(key: PropertyKey, of: object = {}, get: () => unknown = boom): object {
  return Object.defineProperty(of, key, { enumerable: true, configurable: true, get });
}

function detached(): Uint8Array {
  const bytes = new Uint8Array(8);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

class Inherited {
  own = 1;
  get computed(): never {
    return boom();
  }
}
class BadMap extends Map<unknown, unknown> {
  override entries(): never {
    return boom();
  }
  override get size(): number {
    return boom();
  }
  override [Symbol.iterator](): never {
    return boom();
  }
}
class BadSet extends Set<unknown> {
  override values(): never {
    return boom();
  }
  override [Symbol.iterator](): never {
    return boom();
  }
}
class BadArray extends Array<unknown> {
  static override get [Symbol.species](): never {
    return boom();
  }
  override [Symbol.iterator](): never {
    return boom();
  }
}
class BadError extends Error {
  override get message(): string {
    return boom();
  }
  override get stack(): string {
    return boom();
  }
  override get name(): string {
    return boom();
  }
}

function* numbers(): Generator<number> {
  yield 1;
}

/** As errors of parsers carry them: each throws what it is asked for. */
const errors: readonly (() => object)[] = [
  () => new BadError('x'),
  () => getter('message', new Error('x')),
  () => getter('stack', new Error('x')),
  () => getter('cause', new Error('x')),
  () => getter('name', new TypeError('x')),
  () => new AggregateError([new Error('a'), null, 'b'], 'several'),
  () => Object.assign(new AggregateError([]), { errors: mark(new Proxy([], { get: boom })) }),
  () => new DOMException('gone', 'AbortError'),
  () => Object.assign(new Error('x'), { cause: revoked({}) }),
  () => Object.create(Error.prototype) as object,
  () => {
    const error = new Error('x');
    error.cause = error;
    return error;
  },
];

const odd: readonly (() => unknown)[] = [
  () => Object.create(null) as object,
  () => Object.create({ inherited: 1 }) as object,
  () => Object.freeze({ a: 1, b: Object.freeze([1]) }),
  () => Object.seal({ a: 1 }),
  () => JSON.parse('{"__proto__":{"a":1},"constructor":1,"toString":2,"hasOwnProperty":3}') as object,
  () => new Date(Number.NaN),
  () => Object.assign(new Date(0), { note: 1 }),
  () => /a+/giu,
  () => Object.assign(() => 1, { own: 2 }),
  () => Inherited,
  () => new WeakMap(),
  () => new WeakSet(),
  () => Promise.resolve(1),
  () => numbers(),
  () => new URL('https://a.example/x'),
  () => new URLSearchParams('a=1&a=2'),
  () => new Headers({ accept: 'x' }),
  () => new FormData(),
  () => new Blob(['x']),
  () => new AbortController().signal,
  () => namespace,
  () => Object('text') as object,
  () => Object(1n) as object,
  () => Object(Symbol('s')) as object,
  () => detached(),
  () => detached().buffer,
  () => new Float64Array(new SharedArrayBuffer(16)),
  () => new SharedArrayBuffer(4),
  () => new DataView(new ArrayBuffer(3)),
  () => Buffer.from('abc'),
  () => Object.assign([1, 2], { extra: 3, '-1': 4 }),
  () => Object.assign([1], { 2: 3, 4: undefined }),
  () => Array.from({ length: 3 }),
  () => Object.assign([], { length: 4_294_967_295 }),
  () => getter(0, [1, 2]),
  () => BadArray.from([1, 2]),
  () => new BadMap([[1, 2]]),
  () => new BadSet([1]),
  () =>
    new Map<unknown, unknown>([
      [{}, 1],
      [Number.NaN, 2],
      [() => 1, 3],
    ]),
  () =>
    new Map<unknown, unknown>([
      ['__proto__', 1],
      ['a', 2],
    ]),
  () => new Set<unknown>([new Set(), undefined, Symbol('x')]),
  () => new Inherited(),
  () => ({ toJSON: boom }),
  () => ({ toJSON: 1 }),
  () => ({
    toJSON(): unknown {
      return this;
    },
  }),
  () => ({ toJSON: () => mark(new Proxy({}, { ownKeys: boom })) }),
  () => ({ toJSON: () => ({ toJSON: boom, a: 1 }) }),
  () => getter('toJSON'),
  () => getter('then'),
  () => getter('constructor'),
  () => getter(Symbol.toStringTag),
  () => getter(Symbol.toPrimitive),
  () => getter(Symbol.iterator),
  () => getter('a', { b: 1 }),
  () => getter('a', Object.create(null) as object, () => 1),
  () => ({ [Symbol.toPrimitive]: boom, toString: boom, valueOf: boom }),
  () => ({ [Symbol.toStringTag]: 'String' }),
  () => ({ [Symbol.toStringTag]: 'Error' }),
  () => ({ [Symbol('k')]: 1, [Symbol.for('token')]: 'x' }),
  () => Object.create(Date.prototype) as object,
  () => Object.create(Map.prototype) as object,
  () => Object.create(Uint8Array.prototype) as object,
  () => Object.create(URL.prototype) as object,
  () => revoked({}),
  () => revoked([]),
  () => ({ deep: revoked({}) }),
];

/** Makers of values that are hard to read; each call makes a new one. */
export const makers: readonly (() => unknown)[] = [
  ...throwing(() => ({ a: 1 })),
  ...throwing(() => [1]),
  ...throwing(() => new Map([[1, 2]])),
  ...throwing(() => new Error('x')),
  ...throwing(() => new Date(0)),
  ...lying,
  ...errors,
  ...odd,
];
