import { createHash } from 'node:crypto';
import type { Metric } from './metric.ts';

/**
 * A query without what is layout alone: blank lines, spaces at the ends of lines, and the indentation that all lines share.
 * Lines stay apart, since a line may end in a comment.
 */
export function layOut(query: string): string {
  const lines = query
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const shared = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(shared)).join('\n');
}

type Counted = Pick<
  Metric,
  'id' | 'version' | 'unit' | 'query' | 'slices' | 'minPeople' | 'readsDaysBefore' | 'readsDaysAfter'
>;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Identifies what makes a number. Who owns it, who reads it and how the question is worded are not in it. */
export const fingerprintOf = (metric: Counted): string => {
  const { id, version, unit, query, slices, minPeople, readsDaysBefore, readsDaysAfter } = metric;
  return sha256(JSON.stringify([id, version, unit, layOut(query), slices, minPeople, readsDaysBefore, readsDaysAfter]));
};
