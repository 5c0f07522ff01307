import type { Allow } from './allow.ts';
import type { Field, FieldOf } from './fields.ts';
import type { Walk } from './leaves.ts';
import type { KeyRule } from './rule.ts';

/** Sends objects with a field that exceptions care about through the walk, as `toJSON` does. */
export function withAllow(fieldOf: FieldOf, allow: Allow | undefined): FieldOf {
  if (allow === undefined) return fieldOf;
  return (name, report): Field => {
    const field = fieldOf(name, report);
    return allow.concerns(name) ? { ...field, telling: true, changing: true } : field;
  };
}

/** The rule of a name, unless an exception at this place sets it aside. */
export function held(rule: KeyRule | undefined, x: unknown, walk: Walk): KeyRule | undefined {
  const relief = walk.place?.relief;
  if (rule === undefined || relief?.rules.has(rule.id) !== true) return rule;
  if (isShown(x)) walk.allowed?.(rule, relief.by(rule.id));
  return undefined;
}

/** Whether there is anything in a value that a name could hide. */
function isShown(x: unknown): boolean {
  return x !== undefined && x !== null && x !== '' && typeof x !== 'boolean' && typeof x !== 'function';
}

/** Says which name hides nothing any more. */
export function tellFreed(x: unknown, walk: Walk): void {
  if (walk.allowed === undefined || !isShown(x)) return;
  for (const [rule, by] of walk.place?.relief?.freed ?? []) walk.allowed(rule, by);
}
