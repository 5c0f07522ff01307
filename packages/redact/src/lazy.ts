/** What is made when it is first asked for: tables of words that most processes meet late, if at all. */
export function lazy<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
