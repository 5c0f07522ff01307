import { existsSync } from 'node:fs';
import path from 'node:path';
import { markdownTable } from './markdown-table.ts';
import { readJson } from './workspace.ts';

interface Quartiles {
  readonly median: number;
}

/** What of a result of `npm run bench -- NAME --save` stands in a table. */
export interface MeasuredResult {
  readonly benchmark: string;
  readonly date: string;
  readonly rounds: number;
  readonly baseline: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly versions: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, { readonly unit: string; readonly column?: string }>>;
  readonly sides: Readonly<
    Record<
      string,
      {
        readonly what: string;
        readonly values: Readonly<Record<string, Quartiles>>;
        readonly ratios?: Readonly<Record<string, Quartiles>>;
      }
    >
  >;
}

const MARK = /(<!-- benchmark (\w+):begin -->\n)[^]*?(<!-- benchmark \2:end -->)/g;

/** Two digits are as much as a median of a few rounds says; hundreds and more are shown whole. */
const digits = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(2)));

/** A share that is nearly all or nearly nothing is not rounded to it. */
function share(percent: number): string {
  if (percent > 99.9 && percent < 100) return '> 99.9 %';
  return `${percent < 0.1 ? digits(percent) : Number(percent.toFixed(1))} %`;
}

/** Whole measures for people: 3,059 ns are 3.1 µs. */
function amount(value: number, unit: string): string {
  if (unit === '%') return share(value);
  if (unit === 'ns' && value >= 1_000) return `${digits(value / 1_000)} µs`;
  return unit === '' ? digits(value) : `${digits(value)} ${unit}`;
}

function cell({ sides, metrics, baseline }: MeasuredResult, side: string, metric: string): string {
  const { values = {}, ratios = {} } = sides[side] ?? {};
  const value = values[metric];
  const ratio = ratios[metric];
  if (ratio !== undefined) return `${digits(ratio.median)}×`;
  if (value === undefined) return '–';
  const text = amount(value.median, metrics[metric]?.unit ?? '');
  const isCompared = Object.values(sides).some((other) => other.ratios?.[metric] !== undefined);
  return side === baseline && isCompared ? `1 (${text})` : text;
}

/** The table of one result, ours in bold, and where and with what it was measured. */
export function measuredTable(result: MeasuredResult): string {
  const columns = Object.entries(result.metrics).flatMap(([metric, { column }]) =>
    column === undefined ? [] : [[metric, column] as const],
  );
  const rows = Object.entries(result.sides).map(([side, { what }]) => {
    const cells = [what, ...columns.map(([metric]) => cell(result, side, metric))];
    return what.startsWith('@plumbline/') ? cells.map((text) => `**${text}**`) : cells;
  });
  const { benchmark, date, rounds, machine, versions } = result;
  const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const foot = [
    `[\`npm run bench -- ${benchmark}\`](benchmarks/README.md), ${date}: ${rounds === 1 ? 'one round' : `median of ${rounds} rounds`} on ${machine.cores} cores of ${machine.cpu}, Node ${machine.node}; ${peers.join(', ')}.`,
    `[All figures with quartiles](benchmarks/results/${benchmark}.json).`,
  ];
  return `${markdownTable(['', ...columns.map(([, column]) => column)], rows)}\n\n${foot.join(' ')}\n`;
}

/** A page with each table between two marks made anew from the result it names. */
export const withMeasuredTables = (root: string, page: string): string =>
  page.replaceAll(MARK, (_whole, begin: string, name: string, end: string) => {
    const file = path.join(root, `benchmarks/results/${name}.json`);
    if (!existsSync(file)) throw new Error(`README.md: no result of ${name}; run "npm run bench -- ${name} --save"`);
    return `${begin}${measuredTable(readJson(file) as MeasuredResult)}${end}`;
  });
