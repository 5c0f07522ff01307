import type { Group, Negative, Positive } from './fact.ts';
import { positions } from './positions.ts';

/** How often something happened among the cells: one cell is one value in one position. */
export interface Rate {
  readonly cells: number;
  readonly hits: number;
  readonly percent: number;
}

export interface KindScore extends Rate {
  readonly kind: string;
  readonly what: Group | 'harmless' | 'neutral';
  /** Cells at fault, as `id in position`. */
  readonly samples: readonly string[];
}

export interface CorpusScore {
  /** `secrets` is `secret` and `key` together. */
  readonly leaks: Readonly<Record<Group | 'secrets', Rate>>;
  /** Of harmless values; neutral kinds are not among them. */
  readonly falseRedactions: Rate;
  readonly neutral: Rate;
  readonly byKind: readonly KindScore[];
  readonly byPosition: Readonly<Record<string, { readonly leaks: Rate; readonly falseRedactions: Rate }>>;
  /** Cells without an answer: they are neither leaks nor redactions. */
  readonly failures: { readonly threw: number; readonly stuck: number };
  /** Cells whose value the tool never writes, redacted or not; they count for nothing. */
  readonly unwritten: number;
}

/** One value in one position, and what became of it. */
export interface Cell {
  readonly fact: Positive | Negative;
  readonly position: string;
  readonly result: 'hit' | 'clean' | 'unwritten' | 'threw' | 'stuck';
}

const rateOf = (cells: readonly Cell[]): Rate => {
  const counted = cells.filter(({ result }) => result !== 'unwritten');
  const hits = counted.filter(({ result }) => result === 'hit').length;
  return { cells: counted.length, hits, percent: counted.length === 0 ? 0 : (hits / counted.length) * 100 };
};

const whatOf = (fact: Positive | Negative): KindScore['what'] =>
  'core' in fact ? fact.group : fact.neutral ? 'neutral' : 'harmless';

const cellsByKind = (cells: readonly Cell[]): readonly (readonly Cell[])[] => {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const own = groups.get(cell.fact.kind);
    if (own === undefined) groups.set(cell.fact.kind, [cell]);
    else own.push(cell);
  }
  return [...groups.values()];
};

const kindScores = (cells: readonly Cell[], maxSamples: number): readonly KindScore[] =>
  cellsByKind(cells).map((own) => ({
    kind: own[0]?.fact.kind ?? '',
    what: own[0] === undefined ? 'neutral' : whatOf(own[0].fact),
    ...rateOf(own),
    samples: own
      .filter(({ result }) => result === 'hit')
      .slice(0, maxSamples)
      .map(({ fact, position }) => `${fact.id} in ${position}`),
  }));

const count = (cells: readonly Cell[], wanted: Cell['result']): number =>
  cells.filter(({ result }) => result === wanted).length;

/** Counts the cells. */
export function summaryOf(cells: readonly Cell[], maxSamples: number): CorpusScore {
  const of = (...kinds: readonly KindScore['what'][]): readonly Cell[] =>
    cells.filter(({ fact }) => kinds.includes(whatOf(fact)));
  return {
    leaks: {
      secrets: rateOf(of('secret', 'key')),
      secret: rateOf(of('secret')),
      key: rateOf(of('key')),
      personal: rateOf(of('personal')),
      national: rateOf(of('national')),
    },
    falseRedactions: rateOf(of('harmless')),
    neutral: rateOf(of('neutral')),
    byKind: kindScores(cells, maxSamples),
    byPosition: Object.fromEntries(
      positions.map(({ name }) => [
        name,
        {
          leaks: rateOf(of('secret', 'key', 'personal', 'national').filter(({ position }) => position === name)),
          falseRedactions: rateOf(of('harmless').filter(({ position }) => position === name)),
        },
      ]),
    ),
    failures: { threw: count(cells, 'threw'), stuck: count(cells, 'stuck') },
    unwritten: count(cells, 'unwritten'),
  };
}
