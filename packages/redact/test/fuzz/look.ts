import { foreign } from './hostile-values.ts';

/** What a Map or Set holds, past whatever a subclass made of its methods. */
function itemsOf(x: object): readonly unknown[] {
  try {
    if (x instanceof Map) return [...Map.prototype.entries.call(x)].flat();
    return x instanceof Set ? [...Set.prototype.values.call(x)] : [];
  } catch {
    return [];
  }
}

/** Every own property as it is, without running a getter; what a Proxy would answer is left out. */
export function snapshot(x: unknown): readonly unknown[] {
  const seen = new Set<object>();
  const out: unknown[] = [];
  const visit = (value: unknown): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
    if (seen.has(value) || foreign.has(value)) return;
    seen.add(value);
    out.push(value, Object.isExtensible(value), Object.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value).slice(0, 2000)) {
      const found = Object.getOwnPropertyDescriptor(value, key);
      // The stack of an error is made when it is first read, which is no change of the error.
      if (found === undefined || (key === 'stack' && value instanceof Error)) continue;
      out.push(key, ...Object.values(found));
      visit(found.value);
    }
    itemsOf(value).forEach(note);
  };
  function note(value: unknown): void {
    out.push(value);
    visit(value);
  }
  visit(x);
  return out;
}

/** Every string that can be read from a value: texts, keys, messages; foreign objects are not asked. */
export function textsOf(x: unknown): readonly string[] {
  const seen = new Set<object>();
  const out: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === 'string') out.push(value);
    if (typeof value !== 'object' || value === null || seen.has(value) || foreign.has(value)) return;
    seen.add(value);
    itemsOf(value).forEach(visit);
    for (const key of Object.keys(value).slice(0, 2000)) {
      out.push(key);
      visit(Object.getOwnPropertyDescriptor(value, key)?.value);
    }
  };
  visit(x);
  return out;
}

/** JSON on one line for every reader, as `stringify` writes it. */
export const asLine = (json: string): string =>
  json
    .replaceAll('\u0085', String.raw`\u0085`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
