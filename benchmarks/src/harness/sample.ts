import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Benchmark, Scale } from './benchmark.ts';

const PROGRAM = path.join(import.meta.dirname, 'side.ts');

const SAMPLE_TIMEOUT_MS = 120_000;

export interface SampleRequest {
  readonly benchmark: Benchmark;
  readonly side: string;
  readonly scale: Scale;
  /** Sides import the packages of this workspace from source and not from `dist`. @default false */
  readonly fromSource?: boolean;
  /** Folder for CPU profiles. */
  readonly profileDirectory?: string;
}

export type SampleAnswer = { readonly values: Readonly<Record<string, number>> } | { readonly error: string };

/** Nothing of this shell's configuration reaches a side. */
const sideEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  TMPDIR: process.env['TMPDIR'],
  NODE_ENV: 'production',
});

const ONE_PASS: Readonly<Record<string, readonly string[]>> = { all: [] };

/** What is beyond its bound. */
const beyond = ({ metrics }: Benchmark, values: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(metrics).flatMap(([name, { most = Infinity, unit }]) => {
    const value = values[name] ?? 0;
    return value <= most ? [] : [`${name} is ${value} ${unit}, and at most ${most} may be`];
  });

/** Runs one side once: a fresh process for each pass, with a heap and a folder of its own. Its stdout goes to the null device. */
export async function takeSample(request: SampleRequest): Promise<Readonly<Record<string, number>>> {
  const values: Record<string, number> = {};
  for (const [pass, flags] of Object.entries(request.benchmark.passes ?? ONE_PASS)) {
    Object.assign(values, await takePass(request, pass, flags));
  }
  const faults = beyond(request.benchmark, values);
  if (faults.length > 0) throw new Error(`${request.benchmark.name}/${request.side}: ${faults.join('; ')}`);
  return values;
}

async function takePass(
  request: SampleRequest,
  pass: string,
  flags: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-bench-'));
  const { side, scale, profileDirectory, fromSource = false } = request;
  const benchmark = request.benchmark.name;
  const profiling = profileDirectory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`];
  const source = fromSource ? ['--conditions=plumbline:source'] : [];
  const child = fork(PROGRAM, [benchmark, side, pass, JSON.stringify(scale)], {
    cwd: folder,
    env: sideEnvironment(),
    execArgv: ['--no-warnings', ...flags, ...source, ...profiling],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), request.benchmark.sampleTimeoutMs ?? SAMPLE_TIMEOUT_MS);
  try {
    let answer: SampleAnswer | undefined;
    child.on('message', (message) => (answer = message as SampleAnswer));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (answer === undefined) throw new Error(`${benchmark}/${side} ended with ${code} and without an answer`);
    if ('error' in answer) throw new Error(`${benchmark}/${side}: ${answer.error}`);
    return answer.values;
  } finally {
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  }
}
