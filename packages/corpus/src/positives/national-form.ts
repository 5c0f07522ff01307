import type { PositiveDraft, PositiveKind } from '../fact.ts';
import type { Random } from '../random.ts';

/** Each number stands twice under a key and otherwise behind its name; `¤` is the number. */
export const national = (
  kind: string,
  source: string,
  make: (random: Random) => string,
  fields: readonly string[],
  forms: readonly string[],
): PositiveKind => ({
  kind: `national-${kind}`,
  group: 'national',
  source,
  count: 8,
  make: (random, index): PositiveDraft => {
    const core = make(random);
    if (index < 2) return { text: core, field: fields[index % fields.length] ?? kind };
    return { text: (forms[index % forms.length] ?? '¤').replace('¤', core), core };
  },
});
