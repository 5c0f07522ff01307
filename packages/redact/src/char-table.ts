/**
 * For each character of ASCII a number: that of the last group that holds it, else 0. A group is written as in a class,
 * `a-z_-`: a dash that stands last is one. The engine takes longer to ask an expression about each.
 */
export function charTable(...groups: readonly (readonly [chars: string, value: number])[]): readonly number[] {
  const out = Array<number>(128).fill(0);
  for (const [chars, value] of groups) {
    for (let i = 0; i < chars.length; i++) {
      const from = chars.charCodeAt(i);
      const isRange = chars[i + 1] === '-' && i + 2 < chars.length;
      const to = isRange ? chars.charCodeAt(i + 2) : from;
      if (isRange) i += 2;
      out.fill(value, from, to + 1);
    }
  }
  return out;
}
