import { put, UNREADABLE } from './containers.ts';
import type { Walk } from './leaves.ts';
import { LIMITS } from './text.ts';

/** A symbol key with its value before and after. */
export type SymbolField = readonly [symbol, unknown, unknown];

/** The record with its symbols, and a mark for what was left out. */
export function complete(
  out: Record<string, unknown>,
  symbols: readonly SymbolField[],
  left: number,
  walk: Walk,
): Record<string, unknown> {
  for (const [key, , after] of symbols) put(out, key, after);
  if (left > 0) {
    walk.report(LIMITS.breadth);
    out['[too-many]'] = `${left} more`;
  }
  return out;
}

/** Reads a field that may throw. */
export function readField(x: object, name: string, walk: Walk): unknown {
  try {
    return (x as Record<string, unknown>)[name];
  } catch {
    walk.report(LIMITS.unreadable);
    return UNREADABLE;
  }
}
