import { nearestWord } from '@plumbline/core';
import { isObject, type Shape } from './checks.ts';

/**
 * What is said of a configuration that is something else as a whole, as where `await` or `.default` was forgotten: what it
 * then lacks says nothing.
 */
export function wholeFault(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (typeof value['then'] === 'function') return 'is a promise; write `await` before it';
  if (value['service'] === undefined && isObject(value['default']))
    return "is a whole module; pass its `default`: `start((await import('./plumbline.config.ts')).default)`";
  return undefined;
}

/** The two arguments of `start`: what stands in one of them may belong into the other. */
export interface Sides {
  readonly config: Shape;
  readonly options: Shape;
}

const isIn = (shape: Shape, [section, ...rest]: readonly string[]): boolean =>
  section !== undefined &&
  Object.hasOwn(shape, section) &&
  (rest.length === 0 || isIn(shape[section]?.shape ?? {}, rest));

/** `{ audit: { store } }` for `audit.store`. */
const written = ([first, ...rest]: readonly string[]): string =>
  rest.length === 0 ? `{ ${String(first)} }` : `{ ${String(first)}: ${written(rest)} }`;

/** Where an option belongs that nothing reads where it stands; undefined where it is an option of neither side. */
export function placeOf(path: readonly string[], { config, options }: Sides): string | undefined {
  const [root, ...names] = path;
  if (root === 'config' && isIn(options, names))
    return `is handed over beside the configuration; write \`start(config, ${written(names)})\``;
  if (root === 'options' && isIn(config, names))
    return `belongs into the configuration, not into the second argument of start`;
  return undefined;
}

/** The option that was probably meant by a path: its name where it is in the same section, its own path where it is elsewhere. */
export function meantBy(path: readonly string[], known: readonly (readonly string[])[]): string | undefined {
  const names = known.map((option) => option.at(-1) ?? '');
  const name = nearestWord(path.at(-1) ?? '', names);
  if (name === undefined) return undefined;
  const found = known.filter((option) => option.at(-1) === name).map((option) => option.join('.'));
  return found.includes([...path.slice(0, -1), name].join('.')) ? name : found[0];
}
