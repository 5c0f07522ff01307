import { isInTable, tableOfChars, type Chars, charsOfClass } from './char-sets.ts';
import type { AnchoredRule, PatternRule } from './rule.ts';
import type { BodyFacts } from './safe-body.ts';

/** What a token goes on with. A body that reads one of the signs may go on with these too. */
const TOKEN: Chars = charsOfClass('[A-Za-z0-9_-]', false);
const SIGNS: Chars = charsOfClass('[+/=.~%]', false);

/**
 * A rule of one's own with anchors, as the engine runs it. Whoever wrote the body may have known shorter values only, so that the
 * find goes on to the end of the token: half a secret must not stay.
 */
export function anchoredOf(rule: Omit<AnchoredRule, 'lead' | 'tail' | 'starts'>, facts: BodyFacts): AnchoredRule {
  return { ...rule, tail: tableOfChars(TOKEN | (facts.chars & SIGNS)) };
}

/** Behind a pattern no letter or digit may go on, unless the pattern itself ends before one with a sign. */
const BOUNDARY = String.raw`(?:(?![A-Za-z0-9])|\b)`;

/** The body of a pattern. */
export const patternBody = (pattern: string): string => `(?:${pattern})${BOUNDARY}`;

/** A pattern, as the engine runs it: a rule without anchors. It may be an ID, so that it counts within UUIDs as well. */
export function patternOf({ pattern, ignoreCase, ...rule }: PatternRule, facts: BodyFacts): AnchoredRule {
  return {
    ...rule,
    kind: 'anchored',
    anchors: [],
    body: patternBody(pattern),
    ...(ignoreCase !== undefined && { ignoreCase }),
    lead: 0,
    starts: tableOfChars(facts.first),
  };
}

/** Where a find ends whose token goes on. */
export function tailEnd(text: string, end: number, tail: Uint8Array): number {
  let at = end;
  while (at < text.length && isInTable(tail, text, at)) at++;
  return at;
}
