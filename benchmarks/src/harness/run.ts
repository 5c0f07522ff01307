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
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly scale: Readonly<Record<string, number>>;
  readonly baseline: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly sides: Readonly<Record<string, SideResult>>;
}

export interface RunOptions {
  readonly rounds: number;
  readonly scale: Readonly<Record<string, number>>;
  readonly onSample?: (round: number, side: string) => void;
}

type Samples = Readonly<Record<string, readonly Readonly<Record<string, number>>[]>>;

/** Takes a sample of every side in turn, round after round, so that a slow minute of the machine meets them all. */
async function takeSamples(benchmark: Benchmark, { rounds, scale, onSample }: RunOptions): Promise<Samples> {
  const samples: Record<string, Readonly<Record<string, number>>[]> = {};
  for (let round = 1; round <= rounds; round += 1) {
    for (const side of Object.keys(benchmark.sides)) {
      onSample?.(round, side);
      (samples[side] ??= []).push(await takeSample({ benchmark: benchmark.name, side, scale }));
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
  const shared = Object.keys(benchmark.metrics).filter((metric) => measured.includes(metric));
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
  const { name, question, baseline, metrics, peers } = benchmark;
  return {
    benchmark: name,
    question,
    machine,
    versions: installedVersions(peers),
    rounds: options.rounds,
    scale: options.scale,
    baseline,
    metrics,
    sides: Object.fromEntries(Object.keys(benchmark.sides).map((side) => [side, sideResult(benchmark, side, samples)])),
  };
}
