import { nearestWord } from '@plumbline/core';

/** Faults of a group of options whose names must be among `known`. */
export function faultsOfNames(group: string, given: unknown, known: readonly string[]): string[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return [`\`${group}\` must be an object`];
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearestWord(name, known);
      return `\`${group}.${name}\` is no option; ${meant === undefined ? `there are ${known.join(', ')}` : `did you mean \`${meant}\`?`}`;
    });
}
