/** Finds the next place of a sign in one text, or -1: asked from left to right, it reads the text once, however often. */
export function createNext(text: string, sign: string): (from: number) => number {
  let asked = 0;
  let found = text.indexOf(sign);
  return (from) => {
    if (from < asked || (found !== -1 && from > found)) found = text.indexOf(sign, from);
    asked = from;
    return found;
  };
}
