import { createRedactor } from '@plumbline/redact';
import { describe, expect, test } from 'vitest';
import { type CorpusScore, scoreCorpus } from '../src/index.ts';

// The corpus is written by somebody who has not read the rules; the rules know its kinds from the report of its leaks, and none
// of its values. The second run has other values of the same kinds: a rule that fits only samples fails there.

/** In percent of all values in all positions. */
const CEILINGS = { secrets: 2, personal: 2, national: 10, harmless: 0.3 } as const;

const worst = ({ byKind }: CorpusScore): readonly string[] =>
  byKind
    .filter(({ what, hits }) => what !== 'neutral' && hits > 0)
    .toSorted((a, b) => b.hits - a.hits)
    .slice(0, 20)
    .map(({ kind, what, hits, cells, samples }) => `${what} ${kind}: ${hits} of ${cells}, ${samples[0] ?? ''}`);

describe.each(['', 'other '])('the corpus with seed "%s"', (seed) => {
  test('leaks and false redactions stay below the ceilings', { timeout: 300_000 }, () => {
    const redactor = createRedactor();
    const score = scoreCorpus((record) => redactor.stringify(record), { seed });
    const { leaks, falseRedactions } = score;
    const over = Object.entries({
      secrets: leaks.secrets.percent,
      personal: leaks.personal.percent,
      national: leaks.national.percent,
      harmless: falseRedactions.percent,
    }).filter(([what, percent]) => percent > CEILINGS[what as keyof typeof CEILINGS]);
    expect({ over, worst: over.length === 0 ? [] : worst(score) }).toEqual({ over: [], worst: [] });
    expect(score).toMatchObject({ failures: { threw: 0, stuck: 0 }, unwritten: 0 });
  });
});
