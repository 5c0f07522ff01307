/** One name with what it stands for before and after; one of them may be missing. */
export interface Pair<T> {
  readonly name: string;
  readonly old: T | undefined;
  readonly now: T | undefined;
}

/** Names with a value before, after, or both; each once, in order. */
export function pairs<T>(before: Readonly<Record<string, T>>, after: Readonly<Record<string, T>>): readonly Pair<T>[] {
  const own = (entries: Readonly<Record<string, T>>, name: string): T | undefined =>
    Object.hasOwn(entries, name) ? entries[name] : undefined;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .toSorted()
    .map((name) => ({ name, old: own(before, name), now: own(after, name) }));
}
