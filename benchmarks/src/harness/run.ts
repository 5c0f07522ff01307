import { type BarResult, judgeBars } from './bars.ts';
import type { Benchmark, Metric } from './benchmark.ts';
import { describeMachine, installedVersions, type Machine } from './machine.ts';
import { takeSample } from './sample.ts';
import { type Quartiles, quartiles } from './statistics.ts';

export interface SideResult {
  readonly what: string;
  readonly values: Readonly<Record<string, Quartiles>>;
  /** To the baseline's sample of the same round; absent for the baseline. */
  readonly ratios?: Readonly<Record<string, Quartiles>>;
}

/** What `--json` prints. */
export interface BenchmarkResult {
  readonly benchmark: string;
  readonly question: string;
  /** The day it was measured, in UTC. */
  readonly date: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly scale: Readonly<Record<string, number>>;
  readonly baseline: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly sides: Readonly<Record<string, SideResult>>;
  /** Where the benchmark has bars: those whose sides were measured. */
  readonly bars?: readonly BarResult[];
}

export interface RunOptions {
  readonly rounds: number;
  readonly scale: Readonly<Record<string, number>>;
  /** Names of the sides that run, the baseline among them. @default all */
  readonly sides?: readonly string[];
  readonly fromSource?: boolean;
  readonly onSample?: (round: number, side: string) => void;
}

type Samples = Readonly<Record<string, readonly Readonly<Record<string, number>>[]>>;

/** In the order in which the benchmark lists them. */
export function chosenSides(
  { sides, baseline }: Benchmark,
  { sides: chosen }: Pick<RunOptions, 'sides'>,
): readonly string[] {
  const names = Object.keys(sides);
  const unknown = chosen?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0) throw new Error(`no such side: ${unknown.join(', ')}; there are ${names.join(', ')}`);
  return chosen === undefined ? names : names.filter((name) => name === baseline || chosen.includes(name));
}

/** Takes a sample of every side in turn, round after round, so that a slow minute of the machine meets them all. */
async function takeSamples(benchmark: Benchmark, options: RunOptions): Promise<Samples> {
  const { rounds, scale, fromSource = false, onSample } = options;
  const samples: Record<string, Readonly<Record<string, number>>[]> = {};
  for (let round = 1; round <= rounds; round += 1) {
    for (const side of chosenSides(benchmark, options)) {
      onSample?.(round, side);
      (samples[side] ??= []).push(await takeSample({ benchmark, side, scale, fromSource }));
    }
  }
  return samples;
}

function sideResult(benchmark: Benchmark, name: string, samples: Samples): SideResult {
  const own = samples[name] ?? [];
  const base = samples[benchmark.baseline] ?? [];
  const measured = Object.keys(own[0] ?? {});
  const of = (metric: string): number[] => own.map((sample) => sample[metric] ?? Number.NaN);
  const values = Object.fromEntries(measured.map((metric) => [metric, quartiles(of(metric))]));
  if (name === benchmark.baseline) return { what: benchmark.sides[name]?.what ?? '', values };
  const shared = Object.entries(benchmark.metrics)
    .filter(([metric, { ratio = true }]) => ratio && measured.includes(metric))
    .map(([metric]) => metric);
  const ratios = Object.fromEntries(
    shared.map((metric) => [
      metric,
      quartiles(of(metric).map((value, round) => value / (base[round]?.[metric] ?? Number.NaN))),
    ]),
  );
  return { what: benchmark.sides[name]?.what ?? '', values, ratios };
}

export async function runBenchmark(benchmark: Benchmark, options: RunOptions): Promise<BenchmarkResult> {
  const machine = describeMachine();
  const samples = await takeSamples(benchmark, options);
  const { name, question, baseline, metrics, peers, bars } = benchmark;
  return {
    benchmark: name,
    question,
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions: installedVersions(peers),
    rounds: options.rounds,
    scale: options.scale,
    baseline,
    metrics,
    sides: Object.fromEntries(Object.keys(samples).map((side) => [side, sideResult(benchmark, side, samples)])),
    ...(bars !== undefined && { bars: judgeBars(bars, samples) }),
  };
}
