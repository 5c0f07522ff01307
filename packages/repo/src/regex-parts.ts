import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** One regular expression and how it is run. */
export interface Expression {
  readonly source: string;
  readonly flags: string;
  /** File and line, or the rule. */
  readonly where: string;
  /** Its parts are proven elsewhere; only a search that begins anew at each place is left to prove. */
  readonly searchOnly?: boolean;
}

type Node = AST.Pattern | AST.Alternative | AST.Element | AST.QuantifiableElement;

export function parseExpression({ source, flags }: Expression): AST.Pattern {
  return new RegExpParser().parsePattern(source, 0, source.length, { unicode: flags.includes('u') });
}

const isAssertion = (node: AST.Node): node is AST.Assertion => node.type === 'Assertion';

/**
 * The ways through the first choice of an alternative that is not repeated, each as a list of elements: the time of a choice
 * is the sum of their times, and small automata are quick to judge.
 */
export function waysOf({ elements }: AST.Alternative): readonly (readonly AST.Element[])[] {
  const at = elements.findIndex(
    (one) =>
      (one.type === 'Group' || one.type === 'CapturingGroup') && one.alternatives.some((way) => longest(way) > 8),
  );
  const group = elements[at];
  if (group === undefined || (group.type !== 'Group' && group.type !== 'CapturingGroup')) return [elements];
  return group.alternatives.map((way) => [...elements.slice(0, at), ...way.elements, ...elements.slice(at + 1)]);
}

/** Whether a match depends on more than the characters that it reads. */
export function hasAssertion(node: Node): boolean {
  switch (node.type) {
    case 'Assertion':
      return true;
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives.some(hasAssertion);
    case 'Alternative':
      return node.elements.some(hasAssertion);
    case 'Quantifier':
      return hasAssertion(node.element);
    case 'Backreference':
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
    case 'ExpressionCharacterClass':
    default:
      return false;
  }
}

/** Every look-around of a pattern. */
export function lookaroundsOf(node: Node): readonly AST.LookaroundAssertion[] {
  switch (node.type) {
    case 'Assertion':
      return node.kind === 'lookahead' || node.kind === 'lookbehind'
        ? [node, ...node.alternatives.flatMap((one) => lookaroundsOf(one))]
        : [];
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives.flatMap((one) => lookaroundsOf(one));
    case 'Alternative':
      return node.elements.flatMap((one) => lookaroundsOf(one));
    case 'Quantifier':
      return lookaroundsOf(node.element);
    case 'Backreference':
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
    case 'ExpressionCharacterClass':
    default:
      return [];
  }
}

const choice = (alternatives: readonly AST.Alternative[], kept: number): string =>
  alternatives.map((one) => relaxed(one, kept)).join('|');

/** A range of one set of characters that is as good as fixed. */
const SHORT_RANGE = 8;

/** A fixed short count of one set cannot be matched in two ways; any other repetition is taken as endless. */
function relaxedQuantifier({ element, min, max }: AST.Quantifier, kept: number): string {
  const inner = relaxed(element, kept);
  if (inner === '' || max === 0) return '';
  if (min === 1 && max === 1) return inner;
  if (min === 0 && max === 1) return `(?:${inner})?`;
  const single = element.type === 'Character' || element.type === 'CharacterClass' || element.type === 'CharacterSet';
  if (single && (min === max || max <= SHORT_RANGE) && max <= kept) return `${inner}{${min},${max}}`;
  return `(?:${inner})${min === 0 ? '*' : '+'}`;
}

/**
 * The pattern without its assertions, its back references replaced by what they refer to, and its repetitions endless:
 * each of these steps can only add ways to match, so what is linear here is linear as written. A fixed repetition of one
 * set of characters is kept as it is, up to `kept` times.
 */
export function relaxed(node: Node, kept: number): string {
  switch (node.type) {
    case 'Pattern':
      return choice(node.alternatives, kept);
    case 'Group':
    case 'CapturingGroup':
      return `(?:${choice(node.alternatives, kept)})`;
    case 'Alternative':
      return node.elements.map((one) => relaxed(one, kept)).join('');
    case 'Quantifier':
      return relaxedQuantifier(node, kept);
    case 'Backreference':
      return `(?:${[node.resolved]
        .flat()
        .map((one) => relaxed(one, kept))
        .join('|')})`;
    case 'Assertion':
      return '';
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
    case 'ExpressionCharacterClass':
    default:
      return node.raw;
  }
}

/** The most characters that a pattern can read in one attempt, assertions included. */
export function longest(node: Node): number {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return Math.max(...node.alternatives.map(longest));
    case 'Alternative':
      return node.elements.reduce((sum, one) => sum + longest(one), 0);
    case 'Quantifier': {
      const one = longest(node.element);
      return one === 0 ? 0 : one * node.max;
    }
    case 'Backreference':
      return Math.max(...[node.resolved].flat().map(longest));
    case 'Assertion':
      return node.kind === 'lookahead' || node.kind === 'lookbehind' ? Math.max(...node.alternatives.map(longest)) : 0;
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
    case 'ExpressionCharacterClass':
    default:
      return 1;
  }
}

/**
 * The most characters that an attempt which fails can read: what a repetition at the end takes beyond its minimum cannot
 * fail any more, and a search goes on behind what it found.
 */
export function longestFailure(node: Node): number {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return Math.max(...node.alternatives.map(longestFailure));
    case 'Alternative': {
      // What may be missing at the end cannot make an attempt fail, nor what stands before it once that has its minimum.
      let at = node.elements.length - 1;
      let sum = 0;
      for (; at >= 0; at--) {
        const element = node.elements[at];
        if (element === undefined) break;
        sum += longestFailure(element);
        if (element.type !== 'Quantifier' || element.min > 0) break;
      }
      return node.elements.slice(0, Math.max(0, at)).reduce((total, one) => total + longest(one), sum);
    }
    case 'Quantifier':
      if (longest(node.element) === 0) return 0;
      return longest(node.element) * Math.max(0, node.min - 1) + longestFailure(node.element);
    case 'Assertion':
    case 'Backreference':
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
    case 'ExpressionCharacterClass':
    default:
      return longest(node);
  }
}

/** Whether every attempt but the first ends at once: each alternative begins with `^`. */
export function isAnchored(pattern: AST.Pattern, flags: string): boolean {
  if (flags.includes('y')) return true;
  return (
    !flags.includes('m') &&
    pattern.alternatives.every(({ elements: [first] }) => first && isAssertion(first) && first.kind === 'start')
  );
}
