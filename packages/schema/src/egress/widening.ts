import type { Fact } from './fact.ts';
import * as orders from './orders.ts';

/** What a change of a fact means for who receives what. */
export type Judgement = 'widening' | 'narrowing' | 'neutral';

/** A column that may change while the fact stays the same one. */
export interface ValueColumn {
  readonly name: string;
  readonly order: orders.Order;
  /** The order where the receiver is not the first party. @default order */
  readonly outside?: orders.Order;
}

/** How lines of one kind are read: the columns that say which fact it is, and those that say how much it lets out. */
interface Shape {
  /** How many columns such a line has; where the last ones are named, how many stand before them. */
  readonly length: number;
  readonly key: readonly number[];
  readonly values: readonly (ValueColumn & { readonly at: number })[];
  /** Columns of the form `name=value`, in any number. */
  readonly named?: readonly ValueColumn[];
  /** Such a line lets nothing out. */
  readonly harmless?: true;
}

const at = (index: number, name: string, order: orders.Order): Shape['values'][number] => ({ at: index, name, order });
const by = (name: string, order: orders.Order, outside = order): ValueColumn => ({ name, order, outside });

const SHAPES: Readonly<Record<string, Shape>> = {
  catalog: { length: 1, key: [], values: [at(0, 'version', orders.anything)], harmless: true },
  consent: { length: 1, key: [], values: [at(0, 'asking', orders.asking)] },
  dest: {
    length: 6,
    key: [0, 3, 4, 5],
    values: [at(1, 'party', orders.party), at(2, 'state', orders.state)],
    named: [by('account', orders.account)],
  },
  gate: {
    length: 1,
    key: [0],
    values: [],
    named: [
      by('owner', orders.named),
      by('review', orders.named),
      by('expires', orders.expiry),
      by('consent', orders.consent),
      by('erasure', orders.erasure),
      by('retention', orders.retention),
    ],
  },
  'wire header': { length: 3, key: [0, 1], values: [at(2, 'value', orders.headerValue)] },
  'wire adds': { length: 5, key: [0, 1, 2], values: [at(3, 'type', orders.type), at(4, 'what', orders.anything)] },
  'wire envelope': {
    length: 6,
    key: [0, 1, 2, 3],
    values: [at(4, 'class', orders.privacy), at(5, 'transform', orders.transform)],
  },
  send: {
    length: 2,
    key: [0, 1],
    values: [],
    named: [
      by('purpose', orders.why),
      by('consent', orders.consent),
      by('expires', orders.expiry),
      by('events', orders.mode),
    ],
  },
  field: {
    length: 6,
    key: [0, 1, 2, 5],
    values: [at(3, 'type', orders.type), at(4, 'class', orders.privacy)],
    named: [by('reason', orders.named, orders.why)],
  },
  signal: {
    length: 5,
    key: [0, 2, 3, 4],
    values: [at(1, 'party', orders.party)],
    named: [by('account', orders.account)],
  },
  attr: { length: 4, key: [0, 1], values: [at(2, 'class', orders.privacy), at(3, 'transform', orders.transform)] },
  // Lines that say that something does not happen.
  'is off': { length: 2, key: [0, 1], values: [], harmless: true },
};

/** `wire` has three forms; `self none` and `signal NAME off` say that nothing leaves. A header's constant is a value of it. */
function rewrite({ kind, columns }: Fact): readonly [name: string, columns: readonly string[]] {
  const [first = '', second = '', third = ''] = columns;
  if (kind === 'self' && columns.length === 1 && first === 'none') return ['is off', ['self', first]];
  if (kind === 'signal' && columns.length === 2 && second === 'off') return ['is off', [first, second]];
  if (kind !== 'wire') return [kind, columns];
  if (second !== 'header' || columns.length !== 3) return [`wire ${second}`, columns];
  const cut = third.indexOf('=');
  return [
    'wire header',
    cut === -1 ? [first, third, orders.UNSAID] : [first, third.slice(0, cut), third.slice(cut + 1)],
  ];
}

/** A fact as the table reads it. */
export interface Reading {
  /** Equal for the same fact with other values. */
  readonly key: string;
  readonly values: readonly (ValueColumn & { readonly value: string })[];
  readonly harmless: boolean;
}

const isNamed = (shape: Shape, column: string): boolean =>
  shape.named?.some(({ name }) => column.startsWith(`${name}=`)) === true;

function fits(shape: Shape, columns: readonly string[]): boolean {
  if (shape.named === undefined) return columns.length === shape.length;
  const rest = columns.slice(shape.length);
  const names = rest.map((column) => column.slice(0, column.indexOf('=')));
  return (
    columns.length >= shape.length &&
    new Set(names).size === names.length &&
    rest.every((column) => isNamed(shape, column))
  );
}

/**
 * Reads one fact. A line of another kind or form than this version knows is itself and nothing else.
 *
 * @param isOutside whether it is about a receiver that is not the first party.
 */
export function readColumns(fact: Fact, isOutside = false): Reading {
  const whole = JSON.stringify([fact.kind, ...fact.columns]);
  if (fact.kind === 'approve') return { key: whole, values: [], harmless: true };
  const [name, columns] = rewrite(fact);
  const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (shape === undefined || !fits(shape, columns)) return { key: whole, values: [], harmless: false };
  const values = [
    ...shape.values.map((value) => ({ ...value, value: columns[value.at] as string })),
    ...(shape.named ?? []).map(({ name: column, order, outside = order }) => {
      const text = columns.slice(shape.length).find((one) => one.startsWith(`${column}=`));
      const value = text?.slice(column.length + 1) ?? orders.UNSAID;
      return { name: column, order: isOutside ? outside : order, value };
    }),
  ];
  const key = JSON.stringify([fact.kind, name, ...shape.key.map((index) => columns[index])]);
  return { key, values, harmless: shape.harmless === true };
}

/** Whether one fact, read, lets out no more than another of the same key. */
export const isWithin = (inner: Reading, outer: Reading): boolean =>
  inner.values.every(({ value, order }, index) => order(value, outer.values[index]?.value ?? orders.UNSAID));

/** What becomes of a fact that was `before` and is `after`; undefined on one side where it came or went. */
export function judge(before: Reading | undefined, after: Reading | undefined): Judgement {
  if ((before ?? after)?.harmless === true) return 'neutral';
  if (after === undefined) return 'narrowing';
  if (before === undefined || !isWithin(after, before)) return 'widening';
  return isWithin(before, after) ? 'neutral' : 'narrowing';
}
