import { PlumblineError } from '@plumbline/core';

/** A method, called on what it belongs to. */
export type Call = (...args: unknown[]) => unknown;

/** Calls a method in its own way; `call` is the method itself. */
export type Intercept = (call: Call, args: unknown[]) => unknown;

/** Finds what to do with a method, by its name. */
export type FindIntercept = (method: string) => Intercept | undefined;

/** Whose wrapper it is. */
export interface Wrapping {
  /** The function that was called, for messages. */
  readonly by: string;
  /** What is counted under it: another name for one client would count everything twice. */
  readonly as: string;
  readonly metrics: Ending;
}

/** What a wrapper needs of `Metrics`, whatever it counts. */
export interface Ending {
  /** Whether anything is counted still: until the shutdown. */
  readonly isOn: () => boolean;
  readonly onShutdown: (undo: () => void) => void;
}

interface Brand extends Wrapping {
  readonly target: object;
}

const brands = new WeakMap<object, Brand>();
/** The last wrapper of what is wrapped. */
const wrappers = new WeakMap<object, object>();

const isSame = (brand: Brand, { by, as, metrics }: Wrapping): boolean =>
  brand.metrics === metrics && brand.as === as && brand.by === by;

/**
 * What is to be wrapped, below wrappers that have ended, with the wrapper that it has already.
 *
 * @throws PLB_METRICS_OPTION where it is wrapped in another way
 */
export function unwrapped<T extends object>(thing: T, wrapping: Wrapping): { readonly target: T; readonly known?: T } {
  const own = brands.get(thing);
  if (own === undefined) {
    const wrapper = wrappers.get(thing);
    const brand = wrapper === undefined ? undefined : brands.get(wrapper);
    const isKnown = brand !== undefined && brand.metrics.isOn() && isSame(brand, wrapping);
    return isKnown ? { target: thing, known: wrapper as T } : { target: thing };
  }
  const target = own.target as T;
  if (!own.metrics.isOn()) return unwrapped(target, wrapping);
  if (isSame(own, wrapping)) return { target, known: thing };
  const message = `${wrapping.by}: it is wrapped already, by ${own.by} as \`${own.as}\`, and would be counted twice; wrap what is inside`;
  throw new PlumblineError('PLB_METRICS_OPTION', message);
}

/** Remembers a wrapper. */
export function brand<T extends object>(wrapper: T, target: object, wrapping: Wrapping): T {
  brands.set(wrapper, { ...wrapping, target });
  wrappers.set(target, wrapper);
  return wrapper;
}

const isPinned = (target: object, property: PropertyKey): boolean => {
  const own = Reflect.getOwnPropertyDescriptor(target, property);
  return own !== undefined && own.configurable === false && own.writable === false;
};

/** What a method answers with, without handing out what is wrapped. */
const answer = (value: unknown, target: object, wrapper: object): unknown => (value === target ? wrapper : value);

/**
 * The same object with some methods called in another way. The methods run on the object itself: what they call on it in
 * turn is not counted again, and private fields stay readable. After the shutdown it hands everything through.
 */
export function wrap<T extends object>(thing: T, wrapping: Wrapping, find: FindIntercept): T {
  const { target, known } = unwrapped(thing, wrapping);
  if (known !== undefined) return known;
  const bound = new Map<PropertyKey, { readonly value: unknown; readonly call: Call }>();
  const { metrics } = wrapping;
  const bind = (property: PropertyKey, value: Call): Call => {
    const call: Call = (...args) => answer(Reflect.apply(value, target, args), target, wrapper);
    const intercept = typeof property === 'string' ? find(property) : undefined;
    // A class can be constructed still, and what hangs on a function be read.
    const asItIs = (): Call => new Proxy(value, { apply: (_value, _this, args: unknown[]) => call(...args) });
    const outer: Call =
      intercept === undefined ? asItIs() : (...args) => (metrics.isOn() ? intercept(call, args) : call(...args));
    bound.set(property, { value, call: outer });
    return outer;
  };
  const wrapper: T = new Proxy(target, {
    get(_target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function' || property === 'constructor' || isPinned(target, property)) return value;
      const before = bound.get(property);
      return before?.value === value ? before?.call : bind(property, value as Call);
    },
    set: (_target, property, value) => Reflect.set(target, property, value, target),
  });
  return brand(wrapper, target, wrapping);
}
