import { createRandom, type Random } from './random.ts';

/** `secret` and `key` together are what a bar for secrets means; a `key` has an ordinary value under a telling name. */
export type Group = 'secret' | 'key' | 'personal' | 'national';

/** What the positions need: a value as it would stand in a log, and the key that it must stand under, if any. */
export interface Placeable {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  /** The key that makes the value sensitive, or that must not do so. */
  readonly field?: string;
  /** The value itself where it is no string; `text` is then its text. */
  readonly value?: number | boolean;
}

/** A value that must not leave. */
export interface Positive extends Placeable {
  readonly group: Group;
  /** The part that must not be seen afterwards. */
  readonly core: string;
}

/** A value that must stay. */
export interface Negative extends Placeable {
  /** Whether policies differ about it, so that it is counted apart. */
  readonly neutral: boolean;
}

export interface PositiveDraft {
  readonly text: string;
  /** @default the text */
  readonly core?: string;
  readonly field?: string;
}

export interface NegativeDraft {
  readonly text: string;
  readonly field?: string;
  readonly value?: number | boolean;
}

interface KindOf<Draft> {
  readonly kind: string;
  /** Where the format is published, for people who doubt it. */
  readonly source: string;
  /** Samples to make. A kind with a closed list may have fewer. */
  readonly count: number;
  readonly make: (random: Random, index: number) => Draft;
}

export interface PositiveKind extends KindOf<PositiveDraft> {
  readonly group: Group;
}

export interface NegativeKind extends KindOf<NegativeDraft> {
  readonly neutral?: boolean;
}

/** Tries for one sample that differs from those before; a closed list is exhausted then. */
const MAX_TRIES = 200;

function draftsOf<Draft extends PositiveDraft | NegativeDraft>(
  { kind, count, make }: KindOf<Draft>,
  seed: string,
  seen: Set<string>,
): readonly Draft[] {
  const random = createRandom(`${seed}${kind}`);
  const drafts: Draft[] = [];
  for (let tries = 0; drafts.length < count && tries < MAX_TRIES * count; tries += 1) {
    const draft = make(random, drafts.length);
    const mark = `${draft.field ?? ''}\n${draft.text}`;
    if (!seen.has(mark)) {
      seen.add(mark);
      drafts.push(draft);
    }
  }
  if (drafts.length < count) throw new Error(`${kind}: only ${drafts.length} of ${count} samples differ`);
  return drafts;
}

const idOf = (kind: string, index: number): string => `${kind}#${index + 1}`;

export function positivesOf(kinds: readonly PositiveKind[], seed: string): readonly Positive[] {
  const seen = new Set<string>();
  return kinds.flatMap((one) =>
    draftsOf(one, seed, seen).map((draft, index) => ({
      ...draft,
      id: idOf(one.kind, index),
      kind: one.kind,
      group: one.group,
      core: draft.core ?? draft.text,
    })),
  );
}

export function negativesOf(kinds: readonly NegativeKind[], seed: string): readonly Negative[] {
  const seen = new Set<string>();
  return kinds.flatMap((one) =>
    draftsOf(one, seed, seen).map((draft, index) => ({
      ...draft,
      id: idOf(one.kind, index),
      kind: one.kind,
      neutral: one.neutral ?? false,
    })),
  );
}
