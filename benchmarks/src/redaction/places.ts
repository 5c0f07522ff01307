import type { Metric } from '../harness/benchmark.ts';

/** The positions of the corpus, which is not loaded with the list of benchmarks. */
const PLACES = [
  'message',
  'field',
  'nested',
  'array',
  'json',
  'error',
  'cause',
  'map',
  'instance',
  'address',
  'logfmt',
  'key',
];

export const placeMetric = (position: string): string => `in ${position}`;

/** Leaks of all groups together, by position; 0 where a tool writes nothing of it. */
export const placeMetrics: Readonly<Record<string, Metric>> = Object.fromEntries(
  PLACES.map((position) => [
    placeMetric(position),
    { unit: '%', what: `leaked in position ${position}`, better: 'less', ratio: false },
  ]),
);
