const BITS = 4;

/** A table of ones and zeros, four of which stand in the low bits of a character. */
export function unpackBits(text: string): Uint8Array {
  const out = new Uint8Array(text.length * BITS);
  for (let i = 0; i < text.length; i++) {
    const bits = text.charCodeAt(i) & 15;
    if (bits === 0) continue;
    for (let place = 0; place < BITS; place++) out[i * BITS + place] = (bits >> place) & 1;
  }
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
