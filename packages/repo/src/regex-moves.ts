import type { AST } from '@eslint-community/regexpp';
import { longest } from './regex-parts.ts';

/** Enough of all characters to tell sets apart: ASCII, Latin, and what classes such as `\s` hold beyond. */
const PROBES: readonly string[] = [
  ...Array.from({ length: 1024 }, (_, code) => String.fromCodePoint(code)),
  ...[0x2028, 0x3000, 0xd800, 0xe000, 0xfeff, 0xffff].map((code) => String.fromCodePoint(code)),
];

type Chars = ReadonlySet<string>;

function charsOf(element: AST.Element, flags: string): Chars | undefined {
  const one = element.type === 'Quantifier' ? element.element : element;
  if (one.type !== 'Character' && one.type !== 'CharacterClass' && one.type !== 'CharacterSet') return undefined;
  const form = new RegExp(`^(?:${one.raw})$`, flags.replaceAll(/[gy]/g, ''));
  return new Set(PROBES.filter((char) => form.test(char)));
}

const isWithin = (inner: Chars, outer: Chars): boolean => [...inner].every((char) => outer.has(char));
const isApart = (a: Chars, b: Chars): boolean => ![...a].some((char) => b.has(char));

/** What a look-behind at the beginning forbids: one set of characters. */
function forbidden(element: AST.Element | undefined, flags: string): Chars | undefined {
  if (element?.type !== 'Assertion' || element.kind !== 'lookbehind' || !element.negate) return undefined;
  const [only, ...more] = element.alternatives;
  const [char, ...rest] = only?.elements ?? [];
  return more.length > 0 || rest.length > 0 || char === undefined ? undefined : charsOf(char, flags);
}

/** The sets that every match has to pass, in each alternative of a group one that all share. */
function required(elements: readonly AST.Element[], flags: string): readonly Chars[] {
  return elements.flatMap((element) => {
    if (element.type === 'Quantifier' && element.min === 0) return [];
    const chars = charsOf(element, flags);
    return chars === undefined ? [] : [chars];
  });
}

/** What a long repetition stands in: itself, or a look-ahead's or a group's elements in their place. */
function flatten(elements: readonly AST.Element[]): readonly AST.Element[] {
  return elements.flatMap((element) => {
    const inner =
      element.type === 'CapturingGroup' ||
      element.type === 'Group' ||
      (element.type === 'Assertion' && element.kind === 'lookahead' && !element.negate)
        ? element.alternatives[0]?.elements
        : undefined;
    return inner !== undefined && longest(element) > 64 ? flatten(inner) : [element];
  });
}

/**
 * Whether a search that begins anew at each place still reads each long stretch a bounded number of times: no new attempt
 * can begin within a stretch and read it again, because a character must come first that the stretch does not hold, or
 * because the look-behind refuses a place within it.
 */
export function stretchesAreReadOnce(pattern: AST.Pattern, flags: string, short: number): boolean {
  return pattern.alternatives.every((alternative) => {
    const behind = forbidden(alternative.elements[0], flags);
    const elements = flatten(alternative.elements);
    const firstLong = elements.findIndex((element) => longest(element) > short);
    if (firstLong === -1) return longest(alternative) <= short * 4;
    const before = required(elements.slice(0, firstLong), flags);
    if (elements.slice(0, firstLong).reduce((sum, element) => sum + longest(element), 0) > short) return false;
    return elements.slice(firstLong).every((element) => {
      if (longest(element) <= short) return true;
      const chars = charsOf(element, flags);
      if (chars === undefined) return false;
      return before.some((one) => isApart(one, chars)) || (behind !== undefined && isWithin(chars, behind));
    });
  });
}
