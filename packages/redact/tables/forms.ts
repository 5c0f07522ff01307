import type { AnchoredRule, ShapeRule } from '../src/rule.ts';
import { aiRules } from '../src/shapes/ai.ts';
import { cloudRules } from '../src/shapes/cloud.ts';
import { deliveryRules } from '../src/shapes/delivery.ts';
import { developerRules } from '../src/shapes/developer.ts';
import { hashRules } from '../src/shapes/password-hash.ts';
import { serviceRules } from '../src/shapes/service.ts';

const isAnchored = (rule: ShapeRule): rule is AnchoredRule => rule.kind === 'anchored';

const BEFORE = [...hashRules, ...cloudRules, ...developerRules, ...deliveryRules].filter(isAnchored);

/** The rules of vendors' forms, in their order. */
export const FORMS: readonly AnchoredRule[] = [...BEFORE, ...serviceRules, ...aiRules];

/** A made-up value in pieces, as no scanner knows it. */
const pieces = (example: string): string => (example.match(/.{1,5}/gsu) ?? []).join('\r');

/** What separates the parts of the tables must not stand in one. */
function lines(parts: readonly string[]): string {
  const odd = parts.find((part) => part.includes('\n'));
  if (odd !== undefined)
    throw new Error(`the tables cannot hold ${JSON.stringify(odd.slice(0, 16))}: it has a line break`);
  return parts.join('\n');
}

interface FormTables {
  readonly BEFORE_MARKED: number;
  readonly FORM_IDS: string;
  readonly FORM_LEADS: Readonly<Record<string, number>>;
  readonly FORM_ANCHORS: string;
  readonly FORM_BODIES: string;
  readonly FORM_SOURCES: string;
  readonly FORM_EXAMPLES: string;
}

/** What `form-tables.ts` holds, made from the rules. */
export const formTables = (): FormTables => ({
  BEFORE_MARKED: BEFORE.length,
  FORM_IDS: FORMS.map(({ id }) => id).join(' '),
  FORM_LEADS: Object.fromEntries(FORMS.flatMap(({ id, lead }) => (lead === undefined ? [] : [[id, lead]]))),
  FORM_ANCHORS: lines(FORMS.map(({ anchors }) => anchors.join('\t'))),
  FORM_BODIES: lines(FORMS.map(({ body }) => body)),
  FORM_SOURCES: lines(FORMS.map(({ source }) => source)),
  FORM_EXAMPLES: lines(FORMS.map(({ examples }) => examples.map(pieces).join('\t'))),
});
