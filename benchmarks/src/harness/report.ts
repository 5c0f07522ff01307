import type { BarResult } from './bars.ts';
import type { BenchmarkResult } from './run.ts';
import type { Quartiles } from './statistics.ts';

const digits = (value: number): string =>
  Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));

const middle = ({ q1, median, q3 }: Quartiles): string => `${digits(median)} [${digits(q1)} … ${digits(q3)}]`;

/** Of more, the largest are shown; the JSON has all. */
const MOST_BESIDE = 8;

/** As the benchmark lists its metrics; then what it measures beside them. */
const inOrder = (
  values: Readonly<Record<string, Quartiles>>,
  metrics: Readonly<Record<string, unknown>>,
): readonly (readonly [string, Quartiles])[] => {
  const place = (metric: string): number => Object.keys(metrics).indexOf(metric);
  const listed = Object.entries(values).filter(([metric]) => metric in metrics);
  const beside = Object.entries(values).filter(([metric]) => !(metric in metrics));
  const shown = beside.length > MOST_BESIDE ? beside.toSorted(([, a], [, b]) => b.median - a.median) : beside;
  return [...listed.toSorted(([a], [b]) => place(a) - place(b)), ...shown.slice(0, MOST_BESIDE)];
};

function barLine(bar: BarResult, what: string, unit: string): string {
  const { side, metric, to, difference = false, least, most, measured, interval, holds } = bar;
  const bound = [least === undefined ? '' : `at least ${least}`, most === undefined ? '' : `at most ${most}`];
  const of = to === undefined ? unit : difference ? `${unit} above ${to}` : `× ${to}`;
  const sure =
    interval === undefined ? '' : ` (median within ${digits(interval.low)} … ${digits(interval.high)}, 95 %)`;
  const text = `${middle(measured)} ${of}${sure}, ${bound.filter(Boolean).join(', ')}`;
  return `  ${holds ? 'holds' : 'FAILS'}  ${side}: ${what || metric}: ${text}`;
}

/** The result for people: medians with the middle half in brackets, then the same as ratios. */
export function reportOf(result: BenchmarkResult): string {
  const { machine, sides, metrics, baseline, bars = [] } = result;
  const described = (metric: string): [string, string] => [metrics[metric]?.what ?? '', metrics[metric]?.unit ?? ''];
  const rows = Object.entries(sides).flatMap(([name, { what, values, ratios }]) => [
    '',
    `${name}: ${what}`,
    ...inOrder(values, metrics).map(([metric, value]) => {
      const declared = metrics[metric];
      const ratio = ratios?.[metric];
      const text = `  ${(declared?.what ?? metric).padEnd(34)} ${`${middle(value)} ${declared?.unit ?? ''}`.padEnd(40)}`;
      return (ratio === undefined ? text : `${text} ${middle(ratio)} × ${baseline}`).trimEnd();
    }),
  ]);
  const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${result.benchmark}: ${result.question}`,
    ...rows,
    '',
    ...(bars.length === 0 ? [] : ['bars', ...bars.map((bar) => barLine(bar, ...described(bar.metric))), '']),
    `${result.rounds} rounds, every side once in each, each in a fresh process; median [first … third quartile].`,
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node}, load before ${machine.loadBefore}.`,
    ...(versions.length > 0 ? [`${versions.join(', ')}.`] : []),
  ].join('\n');
}
