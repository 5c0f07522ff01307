export { asLogged } from './as-logged.ts';
export { negativeKinds, negatives, positiveKinds, positives } from './corpus.ts';
export type { Group, Negative, NegativeKind, Placeable, Positive, PositiveKind } from './fact.ts';
export { type Position, positions } from './positions.ts';
export { type CorpusScore, type KindScore, type Rate, scoreCorpus, type ScoreOptions } from './score.ts';
