import type { CatalogChange } from './change.ts';

/** Changes as lines for people: kind, place, what; in the order given. */
export function describeCatalogChanges(changes: readonly CatalogChange[]): string {
  const width = Math.max(0, ...changes.map(({ at }) => at.length));
  return changes.map(({ kind, at, what }) => `${kind.padEnd(8)}  ${at.padEnd(width)}  ${what}`).join('\n');
}
