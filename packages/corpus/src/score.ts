import { negatives, positives } from './corpus.ts';
import type { Group, Negative, Positive } from './fact.ts';
import { createGuard, type Guard, type Outcome } from './guard.ts';
import { positions } from './positions.ts';
import { forbiddenForms, keptForms, shows } from './visible.ts';

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

export interface ScoreOptions {
  /**
   * The same tool with redaction off: a value that it does not write even so was not redacted.
   * @default everything is written
   */
  readonly bare?: (record: unknown) => string;
  /** Takes every n-th fact of each side. @default 1 */
  readonly stride?: number;
  /** Wall clock for one value in all its positions. @default 20_000 */
  readonly limitMs?: number;
  /** Cells at fault that are named for each kind. @default 12 */
  readonly maxSamples?: number;
}

interface Cell {
  readonly fact: Positive | Negative;
  readonly position: string;
  readonly result: 'hit' | 'clean' | 'unwritten' | 'threw' | 'stuck';
}

interface Judge {
  readonly forms: readonly string[];
  readonly faultWhenShown: boolean;
}

const judgeOf = (fact: Positive | Negative): Judge =>
  'core' in fact
    ? { forms: forbiddenForms(fact), faultWhenShown: true }
    : { forms: keptForms(fact), faultWhenShown: false };

type Redact = (record: unknown) => string;

const resultOf = ({ forms, faultWhenShown }: Judge, outcome: Outcome, bare: Outcome | undefined): Cell['result'] => {
  if ('failure' in outcome) return outcome.failure;
  const shown = shows(outcome.output, forms);
  const written = shown || bare === undefined || 'failure' in bare || shows(bare.output, forms);
  return written ? (shown === faultWhenShown ? 'hit' : 'clean') : 'unwritten';
};

function cellsOf(fact: Positive | Negative, guard: Guard, redact: Redact, bare: Redact | undefined): readonly Cell[] {
  const judge = judgeOf(fact);
  const outcomes = guard(positions.map((position) => () => redact(position.build(fact))));
  const plain = bare === undefined ? [] : guard(positions.map((position) => () => bare(position.build(fact))));
  return positions.map(({ name }, index) => ({
    fact,
    position: name,
    result: resultOf(judge, outcomes[index] ?? { failure: 'stuck' }, plain[index]),
  }));
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

function summaryOf(cells: readonly Cell[], maxSamples: number): CorpusScore {
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

/** Puts every value into every position, lets the redactor write each record, and looks at what it wrote. */
export function scoreCorpus(redact: Redact, options: ScoreOptions = {}): CorpusScore {
  const { bare, stride = 1, limitMs = 20_000, maxSamples = 12 } = options;
  const guard = createGuard(limitMs);
  const facts = [...positives(), ...negatives()].filter((_, index) => index % stride === 0);
  return summaryOf(
    facts.flatMap((fact) => cellsOf(fact, guard, redact, bare)),
    maxSamples,
  );
}
