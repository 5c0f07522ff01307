import type { Fact } from './fact.ts';

/** Where the terms of a receiver are set, whoever wants them otherwise. */
const termsOf = (id: string): string => `\`egress.gates.${id}\` of plumbline.config.ts`;

// The adapter says these two, and no term of the configuration changes them.
const termsIn = ({ columns }: Fact): string =>
  columns.filter((column) => !/^(?:erasure|retention)=/.test(column)).join('\n');

/**
 * What to do where a lockfile has other terms of a receiver than the configuration, as it has after somebody wrote them into
 * the file; empty where it has none.
 */
export function termsFix(locked: readonly Fact[], beyond: readonly Fact[]): string {
  const written = new Map(locked.flatMap((fact) => (fact.kind === 'gate' ? [[fact.columns[0], fact]] : [])));
  const places = beyond.flatMap((fact) => {
    const line = fact.kind === 'gate' ? written.get(fact.columns[0]) : undefined;
    return line === undefined || termsIn(line) === termsIn(fact) ? [] : [termsOf(fact.columns[0] ?? '')];
  });
  return places.length === 0
    ? ''
    : `Terms (owner, review, expires, consent) are set in ${places.join(', ')} and not in the file: set them there. `;
}

/** The same of a line that cannot be read; empty where it is about something else. */
export function termsHint(line: string): string {
  const id = /^gate +([\w.-]+)/.exec(line)?.[1];
  return id === undefined ? '' : `; its terms are set in ${termsOf(id)}`;
}
