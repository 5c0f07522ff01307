export { asLogged } from './as-logged.ts';
export { negativeKinds, negatives, positiveKinds, positives } from './corpus.ts';
export type { Group, Negative, NegativeKind, Placeable, Positive, PositiveKind } from './fact.ts';
export { type Position, positions } from './positions.ts';
export { scoreCorpus, scoreCorpusLater, type ScoreOptions } from './score.ts';
export type { CorpusScore, KindScore, Rate } from './summary.ts';
