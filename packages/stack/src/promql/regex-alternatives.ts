/** What stands for one sign: `[.]`, `\^`, but not `\d`, which is any digit. */
const ESCAPED = /\[([^\\^])\]|\\([^\w\s])/g;
/** A sign in brackets stands for itself: `[.]`. Any other sign of a pattern means more than one text. */
const NOT_LITERAL = /[.+*?()|[\]{}^$\\]/;

/** Where brackets end that begin here. A `]` that comes first stands for itself. */
function endOfBrackets(pattern: string, from: number): number {
  const first = pattern.charAt(from + 1) === '^' ? from + 2 : from + 1;
  const end = pattern.indexOf(']', first + 1);
  return end === -1 ? pattern.length : end;
}

/** The alternatives of a matcher's pattern at its top: `a|b` has two. A `|` in brackets or parentheses does not part them. */
export function alternativesOf(pattern: string): readonly string[] {
  const found: string[] = [];
  let from = 0;
  let depth = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern.charAt(at);
    if (sign === '\\') at += 1;
    if (sign === '[') at = endOfBrackets(pattern, at);
    if (sign === '(') depth += 1;
    if (sign === ')') depth -= 1;
    if (sign !== '|' || depth > 0) continue;
    found.push(pattern.slice(from, at));
    from = at + 1;
  }
  return [...found, pattern.slice(from)];
}

/** The one text that an alternative matches; undefined where it can match several. */
export function literalOf(alternative: string): string | undefined {
  const plain = alternative.replaceAll(ESCAPED, '\u0000');
  return NOT_LITERAL.test(plain) ? undefined : alternative.replaceAll(ESCAPED, '$1$2');
}
