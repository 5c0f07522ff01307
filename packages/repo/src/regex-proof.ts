import type { AST } from '@eslint-community/regexpp';
import { checkSync } from 'recheck';
import {
  type Expression,
  hasAssertion,
  isAnchored,
  longest,
  longestFailure,
  lookaroundsOf,
  parseExpression,
  relaxed,
  waysOf,
} from './regex-parts.ts';
import { stretchesAreReadOnce } from './regex-moves.ts';

/** Characters that one attempt of a search may read wherever it begins. */
const SHORT = 512;
const SHORT_BEHIND = 64;
/** Fixed repetitions that are kept as they are: few, because each makes a state; where that proves nothing, more. */
const KEPT = [8, 256] as const;
/** A character that no pattern asks for: with it at the end every way to match is tried and refused. */
const REFUSED = '\uE000';

const UNDECIDED = 'not decided';
/** The slowest proof takes 6 s on two busy cores; what takes longer is too large to be read by people either. */
const TIMEOUT_MS = 45_000;

/** What the automata say of a pattern that has neither assertions nor back references: undefined when it is linear. */
function automaton(source: string, flags: string): string | undefined {
  const judged = checkSync(source, flags, { checker: 'automaton', timeout: TIMEOUT_MS });
  if (judged.status === 'safe') return undefined;
  return judged.status === 'vulnerable' ? judged.complexity.summary : `${UNDECIDED} (${judged.error.kind})`;
}

function proveAny(prove: (kept: number) => string | undefined): string | undefined {
  const first = prove(KEPT[0]);
  // What is too large already would only become larger.
  return first === undefined || first.startsWith(UNDECIDED) ? first : prove(KEPT[1]);
}

function wayBacktracks(elements: readonly AST.Element[], flags: string): string | undefined {
  return proveAny((kept) => {
    const source = elements.map((element) => relaxed(element, kept)).join('');
    return automaton(`^(?:${source})${REFUSED}$`, flags.replaceAll(/[gymd]/g, ''));
  });
}

function backtracks(alternatives: readonly AST.Alternative[], flags: string): string | undefined {
  for (const elements of alternatives.flatMap(waysOf)) {
    const fault = wayBacktracks(elements, flags);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Whether a search beginning anew at each place reads a stretch over and over. */
function moves(expression: Expression, pattern: AST.Pattern): string | undefined {
  const { flags } = expression;
  if (isAnchored(pattern, flags) || longestFailure(pattern) <= SHORT) return undefined;
  if (stretchesAreReadOnce(pattern, flags, SHORT_BEHIND)) return undefined;
  // With an assertion left out the automaton would see finds that are none, so all of them are refused instead.
  const end = hasAssertion(pattern) ? REFUSED : '';
  return proveAny((kept) => automaton(`(?:${relaxed(pattern, kept)})${end}`, flags.replaceAll(/[gymd]/g, '')));
}

/**
 * Proves that one regular expression reads a text in linear time, and says why where it cannot: by automata on a form of it
 * that has every way to match that it has, and more, for backtracking; and for a search that begins anew at each place.
 */
export function faultOf(expression: Expression): string | undefined {
  const { flags } = expression;
  const pattern = parseExpression(expression);
  if (expression.searchOnly !== true) {
    const main = backtracks(pattern.alternatives, flags);
    if (main !== undefined) return `backtracking is ${main}`;
    for (const look of lookaroundsOf(pattern)) {
      if (look.kind === 'lookbehind' && longest(look) > SHORT_BEHIND) return `${look.raw} looks back too far`;
      const inner = backtracks(look.alternatives, flags);
      if (inner !== undefined) return `backtracking in ${look.raw} is ${inner}`;
    }
  }
  const moved = moves(expression, pattern);
  return moved === undefined ? undefined : `as a search: ${moved}`;
}
