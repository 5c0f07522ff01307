/** Remembers the latest event IDs, so that a repeated batch is counted once. */
export interface RecentIds {
  has(id: string): boolean;
  add(id: string): void;
}

/** Makes a memory of at least `size` and at most twice as many IDs: two generations, of which the older is dropped. */
export function createRecentIds(size: number): RecentIds {
  let young = new Set<string>();
  let old = new Set<string>();
  return {
    has: (id) => young.has(id) || old.has(id),
    add(id) {
      if (young.size >= size) {
        old = young;
        young = new Set();
      }
      young.add(id);
    },
  };
}
