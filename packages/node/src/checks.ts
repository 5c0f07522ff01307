/** Where a value does not fit. Keys that nothing reads stand apart: for them a name is suggested. */
export type Fault =
  | { readonly path: readonly string[]; readonly message: string }
  | { readonly path: readonly string[]; readonly unknownKey: string };

/** What is wrong with a value, in the order of what is declared; the value itself is in no message. */
export interface Check {
  (value: unknown, path: readonly string[]): readonly Fault[];
  /** Of a section: the options in it, by name. */
  readonly shape?: Shape;
}

/** The options of one section, by name. */
export type Shape = Readonly<Record<string, Check>>;

export type Section = Check & { readonly shape: Shape };

const NONE: readonly Fault[] = [];

/** Anything but a primitive. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isSection = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && !Array.isArray(value);

/** One that was written as `{}`: what has a class of its own is no list of names. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isSection(value)) return false;
  const maker: unknown = value['constructor'];
  // Not compared with `Object`: a test runner gives the configuration one of its own.
  return typeof maker !== 'function' || Object.hasOwn(maker.prototype as object, 'isPrototypeOf');
}

/** A value of which one look tells whether it fits. */
export const is =
  (fits: (value: unknown) => boolean, message: string): Check =>
  (value, path) =>
    fits(value) ? NONE : [{ path, message }];

/** A second look at what passed the first. */
export const and =
  (first: Check, second: Check): Check =>
  (value, path) => {
    const faults = first(value, path);
    return faults.length > 0 ? faults : second(value, path);
  };

export const optional = (check: Check): Check =>
  Object.assign((value: unknown, path: readonly string[]) => (value === undefined ? NONE : check(value, path)), {
    ...(check.shape && { shape: check.shape }),
  });

export const oneOf = (values: readonly unknown[], message: string): Check =>
  is((value) => values.includes(value), message);

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number => Number.isFinite(value);

/** A text that fits, told apart from what is none. */
export const text = (noText: string, fits?: (value: string) => boolean, misfit: string = noText): Check => {
  const first = is(isText, noText);
  return fits === undefined
    ? first
    : and(
        first,
        is((value) => fits(String(value)), misfit),
      );
};

export const list = (item: Check, message: string): Check =>
  and(is(Array.isArray, message), (value, path) =>
    // A hole is an entry too.
    Array.from(value as readonly unknown[]).flatMap((entry, i) => item(entry, [...path, String(i)])),
  );

/** An object of entries of one kind; with `keys` it may have no others. */
export const record = (entry: Check, message: string, keys?: readonly string[]): Check =>
  and(is(isPlain, message), (value, path) =>
    Object.entries(value as object).flatMap(([key, member]) =>
      keys === undefined || keys.includes(key) ? entry(member, [...path, key]) : [{ path, unknownKey: key }],
    ),
  );

/** Inherited ones too: an address or another object with a class is no section. */
function namesIn(value: object): readonly string[] {
  const names: string[] = [];
  for (const name in value) names.push(name);
  return names;
}

/** An object of which every key is known. */
export function section(shape: Shape, example?: string): Section {
  const message = `must be an object${example === undefined ? '' : `, such as \`${example}\``}`;
  const check = and(is(isSection, message), (value, path) => {
    const given = value as Readonly<Record<string, unknown>>;
    const faults = Object.entries(shape).flatMap(([name, option]) => option(given[name], [...path, name]));
    const unknown = namesIn(given).filter((key) => !Object.hasOwn(shape, key));
    return [...faults, ...unknown.map((unknownKey) => ({ path, unknownKey }))];
  });
  return Object.assign((value: unknown, path: readonly string[]) => check(value, path), { shape });
}
