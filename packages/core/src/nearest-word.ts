/** Edits (insert, delete, replace) between two words: Wagner and Fischer, 1974. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The known word that was probably meant; undefined when more than a third of the letters differ. */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  const [best] = Array.from(known, (candidate) => ({ candidate, edits: distance(word, candidate) })).toSorted(
    (one, other) => one.edits - other.edits,
  );
  return best && best.edits <= Math.ceil(word.length / 3) ? best.candidate : undefined;
}
