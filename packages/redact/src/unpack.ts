/** A table of bits, eight in a byte, of a text that has four in the low bits of each character. */
export function unpackBits(text: string): Uint8Array {
  const out = new Uint8Array(text.length >> 1);
  for (let i = 0; i < out.length; i++)
    out[i] = (text.charCodeAt(2 * i) & 15) | ((text.charCodeAt(2 * i + 1) & 15) << 4);
  return out;
}

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
