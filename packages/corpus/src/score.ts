import { negatives, positives } from './corpus.ts';
import type { Negative, Positive } from './fact.ts';
import { createGuard, type Outcome } from './guard.ts';
import { type Position, positions } from './positions.ts';
import { type Cell, type CorpusScore, summaryOf } from './summary.ts';
import { forbiddenForms, keptForms, shows } from './visible.ts';

/** `Answer` is what the tool gives: the text itself, or a promise of it. */
export interface ScoreOptions<Answer = string> {
  /**
   * The same tool with redaction off: a value that it does not write even so was not redacted.
   * @default everything is written
   */
  readonly bare?: (record: unknown) => Answer;
  /** Makes other samples of the same kinds, to see what fits only those that were looked at. @default '' */
  readonly seed?: string;
  /** Takes every n-th fact of each side. @default 1 */
  readonly stride?: number;
  /** Wall clock for one value in all its positions; for answers that come at once. @default 20_000 */
  readonly limitMs?: number;
  /** Cells at fault that are named for each kind. @default 12 */
  readonly maxSamples?: number;
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

const factsOf = (stride: number, seed: string): readonly (Positive | Negative)[] =>
  [...positives(seed), ...negatives(seed)].filter((_, index) => index % stride === 0);

/** Whether the value is missing from an answer, so that it must be asked whether it is ever written. */
const isMissing = ({ forms }: Judge, outcome: Outcome): boolean => 'output' in outcome && !shows(outcome.output, forms);

const resultOf = (judge: Judge, outcome: Outcome, bare: Outcome | undefined): Cell['result'] => {
  if ('failure' in outcome) return outcome.failure;
  if (bare !== undefined && isMissing(judge, bare)) return 'unwritten';
  return isMissing(judge, outcome) === judge.faultWhenShown ? 'clean' : 'hit';
};

/** What the tool writes with redaction off is asked only where nothing was seen with it on. */
const cellOf = (
  fact: Positive | Negative,
  position: Position,
  judge: Judge,
  outcome: Outcome,
  bare?: Outcome,
): Cell => ({
  fact,
  position: position.name,
  result: resultOf(judge, outcome, bare),
});

/** Puts every value into every position, lets the redactor write each record, and looks at what it wrote. */
export function scoreCorpus(redact: Redact, options: ScoreOptions = {}): CorpusScore {
  const { bare, seed = '', stride = 1, limitMs = 20_000, maxSamples = 12 } = options;
  const guard = createGuard(limitMs);
  const cells = factsOf(stride, seed).flatMap((fact) => {
    const judge = judgeOf(fact);
    const outcomes = guard(positions.map((position) => () => redact(position.build(fact))));
    return positions.map((position, index) => {
      const outcome = outcomes[index] ?? { failure: 'stuck' };
      const asked = bare !== undefined && isMissing(judge, outcome);
      return cellOf(fact, position, judge, outcome, asked ? guard([() => bare(position.build(fact))])[0] : undefined);
    });
  });
  return summaryOf(cells, maxSamples);
}

const later = (answer: Promise<string>): Promise<Outcome> =>
  answer.then(
    (output) => ({ output }),
    () => ({ failure: 'threw' }),
  );

/** The same for a tool that answers later. One that never returns is the caller's to stop. */
export async function scoreCorpusLater(
  redact: (record: unknown) => Promise<string>,
  options: ScoreOptions<Promise<string>> = {},
): Promise<CorpusScore> {
  const { bare, seed = '', stride = 1, maxSamples = 12 } = options;
  const cells: Cell[] = [];
  for (const fact of factsOf(stride, seed)) {
    const judge = judgeOf(fact);
    for (const position of positions) {
      const outcome = await later(redact(position.build(fact)));
      const asked = bare !== undefined && isMissing(judge, outcome);
      cells.push(cellOf(fact, position, judge, outcome, asked ? await later(bare(position.build(fact))) : undefined));
    }
  }
  return summaryOf(cells, maxSamples);
}
