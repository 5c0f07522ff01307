import { NOWHERE } from './allow.ts';
import { bytesOfJson, isOrdinary, plainOf, UNREADABLE, type PlainOptions } from './containers.ts';
import { createLeaves, type Leaves, type Walk, type WalkPolicy } from './leaves.ts';
import { isFieldSchema } from './field-schema.ts';
import { isSetting } from './settings.ts';
import { flatLabels, isPair } from './lists.ts';
import { labelOf, takesLabel } from './neighbours.ts';
import { stricter } from './keys.ts';
import { addField, copyOf, createFields, isNumberOfThing, ruleOf, type FieldOf } from './fields.ts';
import { complete, readField, type SymbolField } from './records.ts';
import { held, tellFreed, withAllow } from './relieve.ts';
import type { KeyRule } from './rule.ts';
import { LIMITS } from './text.ts';

export type Visit = (x: unknown, forced: KeyRule | undefined, walk: Walk) => unknown;

/** Names of a secret's name, as manifests have them below `secret`. */
const REFERS: ReadonlySet<string> = new Set(['secretName', 'secretRef', 'secretKeyRef', 'secret_name']);

function binary(bytes: number, rule: KeyRule | undefined, { report }: Walk): string {
  report(rule ?? LIMITS.binary);
  return `[binary:${bytes}]`;
}

const NO_SYMBOLS: readonly SymbolField[] = [];

/** Whether an array has fields beside its entries, as what a regular expression matched has its `input`: consoles show them. */
function hasMore(x: readonly unknown[]): boolean {
  const last = Object.keys(x).at(-1);
  return last !== undefined && !/^\d+$/.test(last);
}

/** The walk, and what it is made of. */
export interface Walker {
  readonly visit: Visit;
  readonly fieldOf: FieldOf;
  readonly leaves: Leaves;
}

/** Makes the walk over any value. It returns the same reference where nothing was found and nothing had to be converted. */
export function createWalker(policy: WalkPolicy): Walker {
  const { keys, clean, maxDepth, maxNodes, allow } = policy;

  const fieldOf = withAllow(createFields(keys, clean, policy.looks.isPlain), allow);
  const leaves = createLeaves(policy, (x, walk) => visit(x, undefined, walk));
  const { hide, told, visitText, visitNumber } = leaves;

  const visit: Visit = (x, forced, walk) => {
    switch (typeof x) {
      case 'string':
        return forced === undefined ? visitText(x, walk) : told(x, forced, walk);
      case 'number':
        return visitNumber(x, forced, walk);
      case 'bigint':
      case 'symbol':
        return forced === undefined
          ? (walk.place?.relief?.clean ?? clean)(String(x), walk.report)
          : hide(String(x), forced, walk);
      case 'function':
        return '[function]';
      case 'object':
        return x === null ? x : enter(x, forced, walk);
      case 'boolean':
      case 'undefined':
      default:
        return x;
    }
  };

  function enter(x: object, forced: KeyRule | undefined, walk: Walk): unknown {
    if (walk.stack.includes(x)) {
      walk.report(LIMITS.circular);
      return '[circular]';
    }
    if (walk.stack.length >= maxDepth) {
      walk.report(LIMITS.depth);
      return '[too-deep]';
    }
    if (++walk.nodes > maxNodes) {
      walk.report(LIMITS.nodes);
      return '[too-many]';
    }
    const { place } = walk;
    const { length } = walk.stack;
    const depth = walk.path?.length;
    if (allow !== undefined && place === undefined) walk.place = length === 0 ? allow.root : NOWHERE;
    walk.stack.push(x);
    try {
      return Array.isArray(x) ? visitArray(x, forced, walk) : visitObject(x, forced, walk);
    } catch {
      walk.report(LIMITS.unreadable);
      return UNREADABLE;
    } finally {
      walk.stack.length = length;
      walk.place = place;
      if (walk.path !== undefined && depth !== undefined) walk.path.length = depth;
    }
  }

  function visitObject(x: object, forced: KeyRule | undefined, walk: Walk): unknown {
    if (isOrdinary(x)) return visitRecord(x, forced, walk, walk.detach);
    const options: PlainOptions = {
      errorName: policy.errorName,
      maxBreadth: walk.maxBreadth,
      keepDates: !walk.detach && forced === undefined,
      onUnreadable: () => walk.report(LIMITS.unreadable),
    };
    const plain = plainOf(x, options);
    switch (plain.as) {
      case 'binary':
        return binary(plain.bytes, forced, walk);
      case 'value':
        return visitConverted(plain.value, forced, walk);
      case 'record':
        return visitRecord(plain.record, forced, walk, true);
      case 'same':
      default:
        return x instanceof Date ? x : visitRecord(x, forced, walk, walk.detach);
    }
  }

  /** As JSON.stringify does: what toJSON returned is not asked again. */
  function visitConverted(x: unknown, forced: KeyRule | undefined, walk: Walk): unknown {
    // A Set or what `toJSON` gives may be a pair as lists have them, and is read as one the next time.
    if (forced === undefined && isPair(x)) return visitPair(x, walk);
    if (typeof x !== 'object' || x === null || Array.isArray(x)) return visit(x, forced, walk);
    const proto: unknown = Object.getPrototypeOf(x);
    const plain = proto === Object.prototype || proto === null || x === walk.stack.at(-1);
    return plain ? visitRecord(x, forced, walk, true) : visit(x, forced, walk);
  }

  function visitRecord(x: object, above: KeyRule | undefined, walk: Walk, copy: boolean): unknown {
    const names = Object.keys(x);
    const bytes = bytesOfJson(x, names);
    if (bytes !== undefined) return binary(bytes, above, walk);
    const forced = above !== undefined && isFieldSchema(x, names) ? undefined : above;
    const label = forced === undefined ? labelOf(x, names, keys) : undefined;
    const count = Math.min(names.length, walk.maxBreadth);
    let out: Record<string, unknown> | undefined = copy ? {} : undefined;
    // What was read and stays as it is, until something does not: a second look may see something else.
    const same: unknown[] = [];
    const taken = new Map<string, number>();
    const { place } = walk;
    for (let i = 0; i < count; i++) {
      const name = names[i] ?? '';
      const before = readField(x, name, walk);
      // A getter may answer differently the next time, so what was read and cleaned is what stays.
      const shifty = out === undefined && Object.getOwnPropertyDescriptor(x, name)?.get !== undefined;
      const field = fieldOf(name, walk.report);
      const { key } = field;
      const rule = ruleOf(field, before, keys);
      walk.path?.push(key);
      if (place !== undefined && allow !== undefined) walk.place = allow.field(place, name);
      const own = held(rule, before, walk);
      const from = forced !== undefined && saysHow(name, before, walk) ? undefined : forced;
      const above = own === from ? own : held(from, before, walk);
      const beside = label !== undefined && takesLabel(name, names) ? held(label, before, walk) : undefined;
      tellFreed(before, walk);
      const told = (REFERS.has(name) ? own : stricter(own, above)) ?? beside;
      const after = told === undefined && isNumberOfThing(field, before) ? before : visit(before, told, walk);
      walk.place = place;
      walk.path?.pop();
      if (out === undefined && (shifty || key !== name || !Object.is(before, after))) out = copyOf(names, same);
      if (out === undefined) same.push(after);
      else addField(out, key, after, taken);
    }
    const symbols = walk.detach ? NO_SYMBOLS : visitSymbols(x, forced, walk);
    const changed = count < names.length || symbols.some(([, before, after]) => !Object.is(before, after));
    if (out === undefined && !changed) return x;
    return complete(out ?? copyOf(names, same), symbols, names.length - count, walk);
  }

  /** As with a text under such a name: what has something to hide in it says more. */
  function saysHow(name: string, value: unknown, walk: Walk): boolean {
    return isSetting(name, value) && (typeof value !== 'string' || visitText(value, walk) === value);
  }

  function visitSymbols(x: object, forced: KeyRule | undefined, walk: Walk): readonly SymbolField[] {
    const own = Object.getOwnPropertySymbols(x);
    if (own.length === 0) return NO_SYMBOLS;
    const { place } = walk;
    if (place !== undefined) walk.place = NOWHERE;
    const shown = own.filter((key) => Object.prototype.propertyIsEnumerable.call(x, key)).slice(0, walk.maxBreadth);
    const fields = shown.map((key): SymbolField => {
      const before: unknown = (x as Record<symbol, unknown>)[key];
      return [key, before, visit(before, stricter(keys.decide(key.description ?? ''), forced), walk)];
    });
    walk.place = place;
    return fields;
  }

  function visitArray(x: readonly unknown[], forced: KeyRule | undefined, walk: Walk): unknown {
    const method: unknown = (x as { toJSON?: unknown }).toJSON;
    if (typeof method === 'function') return visit((method as () => unknown).call(x), forced, walk);
    const count = Math.min(x.length, walk.maxBreadth);
    const labels = forced === undefined ? flatLabels(x, count, keys) : undefined;
    const pairs = forced === undefined;
    const { place } = walk;
    const out: unknown[] = [];
    let changed = walk.detach || count < x.length;
    for (let i = 0; i < count; i++) {
      const before = x[i];
      walk.path?.push(i);
      if (place !== undefined && allow !== undefined) walk.place = allow.entry(place, i);
      const after =
        pairs && isPair(before)
          ? visitPair(before, walk)
          : visit(before, held(forced ?? labels?.[i], before, walk), walk);
      walk.place = place;
      walk.path?.pop();
      if (!Object.is(before, after)) changed = true;
      out.push(after);
    }
    if (count < x.length) {
      walk.report(LIMITS.breadth);
      out.push(`[too-many] ${x.length - count} more`);
    }
    return changed || hasMore(x) ? out : x;
  }

  /** `[name, value]` within a list of such pairs, as headers and Object.entries give them. */
  function visitPair(pair: readonly [string, unknown], walk: Walk): unknown {
    const rule = keys.decide(pair[0]);
    if (rule === undefined) return visit(pair, undefined, walk);
    const { key: name } = fieldOf(pair[0], walk.report);
    const { place } = walk;
    // An exception for the list does not reach into its pairs; a path to the value does.
    const isMeant = allow !== undefined && place !== undefined && place.paths.length > 0;
    if (isMeant) walk.place = allow.entry({ ...place, here: [] }, 1);
    walk.path?.push(1);
    const after = visit(pair[1], isMeant ? held(rule, pair[1], walk) : rule, walk);
    walk.path?.pop();
    walk.place = place;
    return name === pair[0] && Object.is(after, pair[1]) && !walk.detach ? pair : [name, after];
  }

  return { visit, fieldOf, leaves };
}
