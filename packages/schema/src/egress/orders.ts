/** Whether `a` lets no more out than `b`. What is not known to either side is comparable to itself alone. */
export type Order = (a: string, b: string) => boolean;

/** An order of a closed list, from least to most. */
const ranked =
  (...groups: readonly (readonly string[])[]): Order =>
  (a, b) => {
    const [left, right] = [a, b].map((value) => groups.findIndex((group) => group.includes(value)));
    return a === b || (left !== -1 && right !== -1 && (left as number) <= (right as number));
  };

/** What a column says that is not there: never better than anything that is said. */
export const UNSAID = 'unsaid';

/** Changes of such a column let nothing out. */
export const anything: Order = () => true;

/** Whoever says that a receiver is our own is believed nowhere else: it is not less than what was reviewed before. */
export const party: Order = (a, b) => a === b || (a === 'third-party' && b === 'undeclared');
export const state: Order = ranked(['off'], ['on']);
/** `essential` leaves without consent. */
export const consent: Order = ranked(['analytics'], ['essential', 'none', UNSAID]);
/** Whether people are asked at all for what events of class `analytics` wait for. */
export const asking: Order = ranked(['asked'], ['not-asked']);
export const erasure: Order = ranked(['none-kept'], ['supported'], ['not-possible', UNSAID]);
/** Totals say less than single events. */
export const mode: Order = ranked(['counted'], ['each', UNSAID]);

/** Classes of values by what they can say about a person. */
export const privacy: Order = ranked(
  ['technical'],
  ['category'],
  ['flag'],
  ['count'],
  ['duration'],
  ['time'],
  ['pseudonymous', 'opaque-id'],
  ['free-text'],
);

const STRONG = new Set(['count', 'pattern', 'synthetic-url', 'sha256', 'redacted']);
const WEAK = new Set(['identity', 'iso-time']);

/** Two different ways to make a value poorer cannot be compared, but for counting, which leaves no value at all. */
export const transform: Order = (a, b) =>
  a === b || (WEAK.has(b) && (STRONG.has(a) || WEAK.has(a))) || (a === 'count' && STRONG.has(b));

const isSaid = (value: string): boolean => value !== 'none' && value !== UNSAID;

/** Somebody is named. Who it is changes nothing that leaves. */
export const named: Order = (a, b) => isSaid(a) || !isSaid(b);

/** Why something leaves: to somebody outside another reason is another permission, and a reason is better than none. */
export const why: Order = (a, b) => a === b || !isSaid(b);

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The day a permission ends: later is more, never is most. */
export const expiry: Order = (a, b) => a === b || !DAY.test(b) || (DAY.test(a) && a <= b);

const DAYS = /^(\d{1,9})d$/;

const daysOf = (text: string): number => {
  if (text === 'none') return 0;
  const days = DAYS.exec(text)?.[1];
  return days === undefined ? Infinity : Number(days);
};

/** How long a destination keeps it: nothing, days, or words, which promise nothing. */
export const retention: Order = (a, b) => a === b || daysOf(b) === Infinity || daysOf(a) <= daysOf(b);

/** A header whose constant value is written down says less than one with any value. */
export const headerValue: Order = (a, b) => a === b || b === UNSAID;

/**
 * Accounts behind an address: those of one side are among those of the other. A variable may hold the key of any, and
 * where nothing is said, it is any as well.
 */
export const account: Order = (a, b) => {
  if (a === b || b === UNSAID) return true;
  const known = b.split('|');
  const isAny = known.some((one) => one.startsWith('env:'));
  return a !== UNSAID && a.split('|').every((one) => known.includes(one) || (isAny && !one.startsWith('env:')));
};

interface TypeShape {
  readonly head: string;
  readonly values?: readonly string[];
  readonly least?: number;
  readonly most?: number;
}

const ENUM = /^(enum|list\(enum)\(([^()]*)\)\)?$/;
const RANGE = /^([a-z-]+)\((-?\d{1,16})\.\.(-?\d{1,16})\)$/;
const LENGTH = /^([a-z-]+)(?:\((\d{1,16})\))?$/;

/** What a type is made of: the values of a closed list, or the bounds of a number or of the length of a text. */
export function shapeOf(type: string): TypeShape {
  const list = ENUM.exec(type);
  if (list !== null) return { head: list[1] as string, values: (list[2] as string).split('|') };
  const range = RANGE.exec(type);
  if (range !== null) return { head: `${range[1]}..`, least: Number(range[2]), most: Number(range[3]) };
  const length = LENGTH.exec(type);
  if (length === null) return { head: type };
  return { head: length[1] as string, least: 0, most: length[2] === undefined ? Infinity : Number(length[2]) };
}

/** Values that a type has and another has not; undefined where they are no closed lists of one form. */
export function newValues(before: string, after: string): readonly string[] | undefined {
  const [old, now] = [shapeOf(before), shapeOf(after)];
  if (old.head !== now.head || old.values === undefined) return undefined;
  return now.values?.filter((value) => !old.values?.includes(value));
}

/** Whether every value of one type is one of another: lists by their values, numbers by bounds, texts by length. */
export const type: Order = (a, b) => {
  if (a === b) return true;
  const [left, right] = [shapeOf(a), shapeOf(b)];
  if (left.head !== right.head) return false;
  if (left.values !== undefined) return newValues(b, a)?.length === 0;
  if (left.least === undefined || right.least === undefined) return false;
  return left.least >= right.least && (left.most as number) <= (right.most as number);
};

/** A type with the values of its closed list sorted, so that the order they were declared in changes no line. */
export function sortType(text: string): string {
  const list = text.includes('|') ? ENUM.exec(text) : null;
  return list === null
    ? text
    : text.replace(list[2] as string, () => (list[2] as string).split('|').toSorted().join('|'));
}
