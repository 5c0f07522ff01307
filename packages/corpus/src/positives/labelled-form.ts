import type { PositiveDraft, PositiveKind } from '../fact.ts';
import type { Random } from '../random.ts';
import { password, secret } from './make.ts';

/** A sentence or line in which the label is followed by the secret; `¤` is where the secret stands. */
export const labelled = (
  kind: string,
  source: string,
  forms: readonly string[],
  make: (random: Random) => string = password,
): PositiveKind =>
  secret(`labelled-${kind}`, source, Math.max(10, forms.length), (r, index): PositiveDraft => {
    const core = make(r);
    return { text: (forms[index % forms.length] ?? '').replace('¤', () => core), core };
  });

/** Quotes and separators of the form itself may not be in the secret. */
export const plain = (random: Random): string => random.alnum(random.between(10, 18));
