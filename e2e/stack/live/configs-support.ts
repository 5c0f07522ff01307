import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StackFile } from '../../../packages/stack/src/model/stack-file.ts';
import type { StackModel } from '../../../packages/stack/src/model/stack-model.ts';
import { stackFiles } from '../../../packages/stack/src/stack-files.ts';
import { MODELS } from '../../../packages/stack/test/services-support.ts';

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(program: string, args: readonly string[], cwd = tmpdir()): Ended {
  // The boards of a stack alone are more than the MiB that Node would take.
  const options = { cwd, encoding: 'utf8', stdio: 'pipe', maxBuffer: 64 * 1_024 * 1_024 } as const;
  try {
    return { code: 0, stdout: execFileSync(program, args, options), stderr: '' };
  } catch (error) {
    const { status, stderr, stdout } = error as { status: number | null; stdout: string; stderr: string };
    return { code: status ?? -1, stdout, stderr };
  }
}

export function write(files: readonly StackFile[], root: string): void {
  for (const { path: name, text } of files) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** The stacks of all models, each below a folder of its name in a new temporary one, as beside an application. */
export interface Written {
  readonly folder: string;
  readonly rootOf: (name: string) => string;
  readonly read: (name: string, file: string) => string;
}

export function writeStacks(): Written {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-configs-'));
  const rootOf = (name: string): string => path.join(folder, name, 'observability');
  for (const [name, model] of Object.entries<StackModel>(MODELS)) write(stackFiles(model), rootOf(name));
  return { folder, rootOf, read: (name, file) => readFileSync(path.join(rootOf(name), file), 'utf8') };
}
