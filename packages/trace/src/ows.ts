/**
 * A value without the spaces and tabs around it, the only white space that HTTP and the grammar of `tracestate` allow
 * there; `trim` would also take what they forbid, such as a no-break space.
 */
export function trimOws(text: string): string {
  // By hand: a search for spaces before the end begins anew at each space in the middle.
  const isOws = (at: number): boolean => text[at] === ' ' || text[at] === '\t';
  let start = 0;
  let end = text.length;
  while (start < end && isOws(start)) start++;
  while (end > start && isOws(end - 1)) end--;
  return text.slice(start, end);
}
