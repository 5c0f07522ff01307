import { lazy } from './lazy.ts';
import { isInTable, tableOfChars, charsOfClass } from './char-sets.ts';
import type { AnchoredRule, Effort, PatternRule, SearchedRule } from './rule.ts';
import type { BodyFacts } from './safe-body.ts';

/** What a token goes on with. A body that reads one of the signs may go on with these too. */
const goesOn = lazy(() => ({
  token: charsOfClass('[A-Za-z0-9_-]', false),
  signs: charsOfClass('[+/=.~%]', false),
}));

/** The work of a body grows with what it reads at least as fast as that, so that less costs no more than its share. */
function effortOf({ chars, most, work }: BodyFacts): Effort {
  return { reads: tableOfChars(chars), most, steps: work / Math.max(1, most) };
}

/** The steps that an attempt took at the most which has failed behind this place. */
export function stepsOf(text: string, from: number, { reads, most, steps }: Effort): number {
  let at = from;
  while (at - from < most && isInTable(reads, text, at)) at++;
  return 1 + (at - from) * steps;
}

/**
 * A rule of one's own with anchors, as the engine runs it. Whoever wrote the body may have known shorter values only, so that the
 * find goes on to the end of the token: half a secret must not stay.
 */
export function anchoredOf(rule: Omit<AnchoredRule, 'lead' | 'tail' | 'starts'>, facts: BodyFacts): SearchedRule {
  const { token, signs } = goesOn();
  return { ...rule, tail: tableOfChars(token | (facts.chars & signs)), effort: effortOf(facts) };
}

/** Behind a pattern no letter or digit may go on, unless the pattern itself ends before one with a sign. */
const BOUNDARY = String.raw`(?:(?![A-Za-z0-9])|\b)`;

/** The body of a pattern. */
export const patternBody = (pattern: string): string => `(?:${pattern})${BOUNDARY}`;

/** A pattern, as the engine runs it: a rule without anchors. It may be an ID, so that it counts within UUIDs as well. */
export function patternOf({ pattern, ignoreCase, ...rule }: PatternRule, facts: BodyFacts): SearchedRule {
  return {
    ...rule,
    kind: 'anchored',
    anchors: [],
    body: patternBody(pattern),
    ...(ignoreCase !== undefined && { ignoreCase }),
    lead: 0,
    starts: tableOfChars(facts.first),
    effort: effortOf(facts),
  };
}

/** Where a find ends whose token goes on. */
export function tailEnd(text: string, end: number, tail: Uint8Array): number {
  let at = end;
  while (at < text.length && isInTable(tail, text, at)) at++;
  return at;
}
