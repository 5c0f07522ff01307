import { negatives, positives } from './corpus.ts';
import type { Negative, Positive } from './fact.ts';
import { createGuard, type Outcome } from './guard.ts';
import { positions } from './positions.ts';
import { type Cell, type CorpusScore, summaryOf } from './summary.ts';
import { forbiddenForms, keptForms, shows } from './visible.ts';

/** `Answer` is what the tool gives: the text itself, or a promise of it. */
export interface ScoreOptions<Answer = string> {
  /**
   * The same tool with redaction off: a value that it does not write even so was not redacted.
   * @default everything is written
   */
  readonly bare?: (record: unknown) => Answer;
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

const resultOf = ({ forms, faultWhenShown }: Judge, outcome: Outcome, bare: Outcome | undefined): Cell['result'] => {
  if ('failure' in outcome) return outcome.failure;
  const shown = shows(outcome.output, forms);
  const written = shown || bare === undefined || 'failure' in bare || shows(bare.output, forms);
  return written ? (shown === faultWhenShown ? 'hit' : 'clean') : 'unwritten';
};

const factsOf = (stride: number): readonly (Positive | Negative)[] =>
  [...positives(), ...negatives()].filter((_, index) => index % stride === 0);

const cellsOf = (
  fact: Positive | Negative,
  outcomes: readonly Outcome[],
  bare: readonly Outcome[] | undefined,
): readonly Cell[] => {
  const judge = judgeOf(fact);
  return positions.map(({ name }, index) => ({
    fact,
    position: name,
    result: resultOf(judge, outcomes[index] ?? { failure: 'stuck' }, bare?.[index]),
  }));
};

/** Puts every value into every position, lets the redactor write each record, and looks at what it wrote. */
export function scoreCorpus(redact: Redact, options: ScoreOptions = {}): CorpusScore {
  const { bare, stride = 1, limitMs = 20_000, maxSamples = 12 } = options;
  const guard = createGuard(limitMs);
  const write = (fact: Positive | Negative, tool: Redact): readonly Outcome[] =>
    guard(positions.map((position) => () => tool(position.build(fact))));
  const cells = factsOf(stride).flatMap((fact) =>
    cellsOf(fact, write(fact, redact), bare === undefined ? undefined : write(fact, bare)),
  );
  return summaryOf(cells, maxSamples);
}

/** The same for a tool that answers later. One that never returns is the caller's to stop. */
export async function scoreCorpusLater(
  redact: (record: unknown) => Promise<string>,
  options: ScoreOptions<Promise<string>> = {},
): Promise<CorpusScore> {
  const { bare, stride = 1, maxSamples = 12 } = options;
  const write = async (fact: Positive | Negative, tool: typeof redact): Promise<readonly Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const position of positions) {
      outcomes.push(
        await tool(position.build(fact)).then(
          (output) => ({ output }),
          () => ({ failure: 'threw' }),
        ),
      );
    }
    return outcomes;
  };
  const cells: Cell[] = [];
  for (const fact of factsOf(stride)) {
    const outcomes = await write(fact, redact);
    cells.push(...cellsOf(fact, outcomes, bare === undefined ? undefined : await write(fact, bare)));
  }
  return summaryOf(cells, maxSamples);
}
