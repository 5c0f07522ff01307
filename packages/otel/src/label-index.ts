import type { Attributes } from '@opentelemetry/api';

/** Sets of label values that one index knows: twice the series that one instrument may have. What is more is not kept. */
const MAX_SETS = 2_000;

interface Node<T> {
  readonly next: Map<unknown, Node<T>>;
  cell?: T;
}

const makeNode = <T>(): Node<T> => ({ next: new Map() });

/** Objects can change, so what was found for one is no answer for the next time. */
const isFixed = (value: unknown): boolean =>
  value === undefined || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/**
 * Finds what belongs to a set of label values, by the values in the order of the table: a look-up in a map for each label,
 * where the SDK copies, sorts and writes all of them as JSON. Labels that are not in the table make no difference.
 */
export class LabelIndex<T> {
  readonly #names: readonly string[];
  readonly #make: (labels: Attributes) => T;
  #root: Node<T> = makeNode();
  #size = 0;

  /** `make` gets a copy, which is its own, of those labels that are in the table. */
  constructor(names: readonly string[], make: (labels: Attributes) => T) {
    this.#names = names;
    this.#make = make;
  }

  /** Undefined where the values cannot be kept, or too many are: whoever asks goes the long way. */
  find(labels: Attributes): T | undefined {
    let node = this.#root;
    for (const name of this.#names) {
      const next = node.next.get(labels[name]);
      if (next === undefined) return this.#add(labels);
      node = next;
    }
    return node.cell ?? this.#add(labels);
  }

  /** Forgets everything where no more would fit: one flood of values must not slow the instrument for ever. */
  trim(): void {
    if (this.#size < MAX_SETS) return;
    this.#root = makeNode();
    this.#size = 0;
  }

  #add(labels: Attributes): T | undefined {
    const entries = this.#names.map((name) => [name, labels[name]] as const);
    if (this.#size >= MAX_SETS || !entries.every(([, value]) => isFixed(value))) return undefined;
    this.#size += 1;
    let node = this.#root;
    for (const [, value] of entries) {
      const next = node.next.get(value) ?? makeNode<T>();
      node.next.set(value, next);
      node = next;
    }
    return (node.cell = this.#make(Object.fromEntries(entries.filter(([, value]) => value !== undefined))));
  }
}
