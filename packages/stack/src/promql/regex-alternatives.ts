/** A sign in brackets stands for itself: `[.]`. Any other sign of a pattern means more than one text. */
const NOT_LITERAL = /[.+*?()|[\]{}^$\\]/;

/** The alternatives of a matcher's pattern at its top: `a|b` has two. A `|` in brackets or parentheses does not part them. */
export function alternativesOf(pattern: string): readonly string[] {
  const found: string[] = [];
  let from = 0;
  let depth = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern.charAt(at);
    if (sign === '(' || sign === '[') depth += 1;
    if (sign === ')' || sign === ']') depth -= 1;
    if (sign !== '|' || depth > 0) continue;
    found.push(pattern.slice(from, at));
    from = at + 1;
  }
  return [...found, pattern.slice(from)];
}

/** The one text that an alternative matches; undefined where it can match several. */
export function literalOf(alternative: string): string | undefined {
  const plain = alternative.replaceAll(/\[(.)\]/g, (_, sign: string) => (NOT_LITERAL.test(sign) ? '\u0000' : sign));
  if (NOT_LITERAL.test(plain)) return undefined;
  return alternative.replaceAll(/\[(.)\]/g, '$1');
}
