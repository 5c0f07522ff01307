import { nearestWord } from './nearest-word.ts';

/**
 * One fault for each name in `given` that is none of `known`, with the one that was probably meant. Values are not read.
 * `prefix` is what stands before the names, such as `otlp.`.
 */
export function unknownOptions(given: object, known: readonly string[], prefix: string = ''): string[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearestWord(name, known);
      return `\`${prefix}${name}\` is no option; ${meant === undefined ? 'remove it' : `did you mean \`${meant}\`?`}`;
    });
}
