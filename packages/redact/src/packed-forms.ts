import { lazy } from './lazy.ts';
import {
  BEFORE_MARKED,
  FORM_ANCHORS,
  FORM_BODIES,
  FORM_EXAMPLES,
  FORM_IDS,
  FORM_LEADS,
  FORM_SOURCES,
} from './form-tables.ts';
import type { AnchoredRule } from './rule.ts';

// The rules of vendors' forms, made from the tables: their anchors are asked for when a text is searched, the form behind one
// where it is met, and the rest when somebody wants to see the list.

const linesOf = (text: string): (() => readonly string[]) => lazy(() => text.split('\n'));

const anchors = linesOf(FORM_ANCHORS);
const bodies = linesOf(FORM_BODIES);
const sources = linesOf(FORM_SOURCES);
const examples = linesOf(FORM_EXAMPLES);

/** Between anchors, and between examples. */
const BETWEEN = '\t';
/** Between the pieces of an example: whole, scanners would take it for a leak. */
const PIECES = '\r';

const textOf = (lines: () => readonly string[], i: number): string => lines()[i] ?? '';

function formRule(id: string, i: number): AnchoredRule {
  const lead = FORM_LEADS[id];
  return {
    kind: 'anchored',
    id,
    class: 'secret',
    ...(lead !== undefined && { lead }),
    get source() {
      return textOf(sources, i);
    },
    get anchors() {
      return textOf(anchors, i).split(BETWEEN);
    },
    get body() {
      return textOf(bodies, i);
    },
    get examples() {
      return textOf(examples, i).replaceAll(PIECES, '').split(BETWEEN);
    },
  };
}

interface Forms {
  /** Those in front of the rules of `marked.ts`, and those behind them: where two overlap, the first names the find. */
  readonly before: readonly AnchoredRule[];
  readonly behind: readonly AnchoredRule[];
}

/** The rules of vendors' forms that ship. */
export const shippedForms: () => Forms = lazy(() => {
  const rules = FORM_IDS.split(' ').map(formRule);
  return { before: rules.slice(0, BEFORE_MARKED), behind: rules.slice(BEFORE_MARKED) };
});
