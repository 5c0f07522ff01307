import type { DrawnSeries } from './panel-data.ts';

/** `data` of an answer of the HTTP API of Prometheus, Mimir or Loki to a query of numbers; values are texts there. */
export interface PrometheusAnswer {
  readonly resultType: string;
  readonly result: unknown;
}

interface Sample {
  readonly metric?: Readonly<Record<string, string>>;
  readonly value?: readonly [seconds: number, value: string];
  readonly values?: readonly (readonly [seconds: number, value: string])[];
}

/**
 * The series of an answer, for the query at `index` of a panel.
 *
 * @returns none for log lines, which have no numbers
 */
export function fromPrometheus(index: number, { result, resultType }: PrometheusAnswer): readonly DrawnSeries[] {
  if (resultType === 'scalar') {
    const [seconds, value] = result as readonly [number, string];
    return [{ query: index, labels: {}, points: [[seconds, Number(value)]] }];
  }
  if (resultType !== 'matrix' && resultType !== 'vector') return [];
  return (result as readonly Sample[]).map(({ metric = {}, value, values }) => ({
    query: index,
    labels: metric,
    points: (values ?? (value === undefined ? [] : [value])).map(
      ([seconds, text]) => [seconds, numberOf(text)] as const,
    ),
  }));
}

const numberOf = (text: string): number =>
  text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
