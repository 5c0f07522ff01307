import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { makeProject } from './make-project.ts';

const MODULES = path.resolve(import.meta.dirname, '../../../node_modules');

/** The compilers of the workspace. */
const COMPILERS = {
  'typescript 6': path.join(MODULES, 'typescript/bin/tsc6'),
  'typescript 7': path.join(MODULES, 'typescript-native/bin/tsc'),
} as const;

export type Compiler = keyof typeof COMPILERS;

/** What one check of types took. */
export interface TypeCost {
  readonly wallMs: number;
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  /** Seconds that the compiler itself gives for checking, in milliseconds: without start, reading and parsing. */
  readonly checkMs: number;
  readonly instantiations: number;
}

const CHECK = /^Check time:\s+([\d.]+)s$/m;
const INSTANTIATIONS = /^Instantiations:\s+(\d+)$/m;

export interface TypeCheck {
  readonly compiler: Compiler;
  readonly events: number;
  readonly fromSource: boolean;
  /** Further flags of the compiler. */
  readonly flags?: readonly string[];
}

/** The last line of `times`: user and system time of children, `0m1.234s 0m0.567s`. */
function childrenMs(text: string): number {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  const parts = [...line.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  );
  return parts.length === 2 ? parts.reduce((sum, part) => sum + part, 0) * 1_000 : Number.NaN;
}

/** Checks the types of an application with this many events. It throws where the compiler finds a fault. */
export async function checkTypes({ compiler, events, fromSource, flags = [] }: TypeCheck): Promise<TypeCost> {
  const name = `${compiler.replace(' ', '-')}-${events}-${process.pid}`;
  const folder = makeProject(name, events, fromSource);
  const args = [COMPILERS[compiler], '-p', folder, '--extendedDiagnostics', '--pretty', 'false', ...flags];
  const began = performance.now();
  // `times` of the shell gives what its children used, grandchildren among them.
  const { stdout } = await promisify(execFile)(
    'bash',
    ['-c', '"$@"; code=$?; times; exit $code', 'bash', process.execPath, ...args],
    {
      env: { PATH: process.env['PATH'] },
    },
  );
  const wallMs = performance.now() - began;
  rmSync(folder, { recursive: true, force: true });
  const read = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1]);
  const cost = {
    wallMs,
    cpuMs: childrenMs(stdout),
    checkMs: read(CHECK) * 1_000,
    instantiations: read(INSTANTIATIONS),
  };
  if (Object.values(cost).some(Number.isNaN)) throw new Error(`${compiler} gives no diagnostics:\n${stdout}`);
  return cost;
}
