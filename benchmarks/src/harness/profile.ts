import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { chosenSides, type RunOptions } from './run.ts';
import { takeSample } from './sample.ts';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** `packages/trace/dist/index.js` or `pino/lib/tools.js`: enough to find it, short enough to read. */
const shortPlace = (url: string): string =>
  url === ''
    ? 'native'
    : url
        .replace(/^file:\/\//, '')
        .replace(/^.*\/node_modules\//, '')
        .replace(/^.*\/(?=packages\/)/, '');

type Frame = CpuProfile['nodes'][number]['callFrame'];

/** A package's folder in a checkout or in node_modules, a group of Node's own modules, or native code. */
const ownerOf = ({ url }: Frame): string =>
  url.startsWith('node:')
    ? 'node'
    : (/^(?:packages\/[^/]+|@[^/]+\/[^/]+|[^/]+)/.exec(shortPlace(url))?.[0] ?? 'native');

const functionOf = ({ functionName, url, lineNumber }: Frame): string =>
  `${functionName || '(anonymous)'}  ${shortPlace(url)}:${lineNumber + 1}`;

/** Self time by function or by package, the most expensive first, as shares of the time that was not idle. */
export function topOfProfile(profile: CpuProfile, count: number, by: 'function' | 'package'): readonly string[] {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const self = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of profile.samples.entries()) {
    const frame = frames.get(id);
    const spent = profile.timeDeltas[index] ?? 0;
    if (frame === undefined || frame.functionName === '(idle)' || frame.functionName === '(program)') continue;
    const key = by === 'function' ? functionOf(frame) : ownerOf(frame);
    self.set(key, (self.get(key) ?? 0) + spent);
    busy += spent;
  }
  const rows = [...self].toSorted(([, a], [, b]) => b - a).slice(0, count);
  return rows.map(([key, spent]) => `${((spent / busy) * 100).toFixed(1).padStart(5)} %  ${key}`);
}

/** Packages shown before the functions. */
const PACKAGES = 8;

/** One more run of every side under the profiler, which itself costs time: the shares count, not the sums. */
export async function profileSides(
  benchmark: Benchmark,
  options: Pick<RunOptions, 'scale' | 'sides' | 'fromSource'>,
  count = 15,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const tops: Record<string, readonly string[]> = {};
  // Later passes do the same work again, to measure something else.
  const passes = Object.fromEntries(Object.entries(benchmark.passes ?? {}).slice(0, 1));
  const profiled = benchmark.passes === undefined ? benchmark : { ...benchmark, passes };
  const { scale, fromSource = false } = options;
  for (const side of chosenSides(benchmark, options)) {
    const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-profile-'));
    try {
      await takeSample({ benchmark: profiled, side, scale, fromSource, profileDirectory: folder });
      const profiles = readdirSync(folder).map(
        (file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as CpuProfile,
      );
      // A side may start processes of its own, which are not profiled.
      tops[side] = profiles.flatMap((profile) => [
        ...topOfProfile(profile, PACKAGES, 'package'),
        ...topOfProfile(profile, count, 'function'),
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return tops;
}
