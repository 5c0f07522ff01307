/** Numbers in ascending order as `packNumbers` of `tables/pack.ts` writes them: their distances, to the base of 36. */
export function unpackNumbers(text: string): readonly number[] {
  const out: number[] = [];
  let last = 0;
  for (const distance of text.split(' ')) {
    last += Number.parseInt(distance, 36);
    out.push(last);
  }
  return out;
}
