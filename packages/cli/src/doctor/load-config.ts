import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { LoadedConfig } from './loaded-config.ts';

/** A configuration has no effects and opens nothing; one that is not imported by then waits for something. */
const LOAD_MS = 20_000;

const NAMES = ['plumbline.config.ts', 'plumbline.config.mts', 'plumbline.config.js', 'plumbline.config.mjs'];

/** The configuration file of an application, if it has one. */
export const findConfig = (directory: string): string | undefined =>
  NAMES.map((name) => path.join(directory, name)).find((file) => existsSync(file));

/** The program that imports the file; built, this module is a chunk beside it. */
const program = (): readonly string[] =>
  import.meta.url.endsWith('.ts')
    ? ['--conditions=plumbline:source', fileURLToPath(new URL('../read-config.ts', import.meta.url))]
    : [fileURLToPath(new URL('./read-config.js', import.meta.url))];

async function readAll(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

/** Imports the configuration in a process of its own: with the environment given, and whatever the file does. */
export async function loadConfig(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LoadedConfig> {
  const file = findConfig(directory);
  if (file === undefined) return { status: 'absent' };
  const child = spawn(process.execPath, [...program(), file], {
    cwd: directory,
    env: { ...env, NODE_OPTIONS: env['NODE_OPTIONS'] ?? '' },
    // What the file prints is not the answer: that comes on a channel of its own.
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    timeout: LOAD_MS,
    killSignal: 'SIGKILL',
  });
  const answer = child.stdio[3] as Readable;
  const [text, errors] = await Promise.all([
    readAll(answer),
    readAll(child.stderr as Readable),
    new Promise<void>((resolve) => child.once('close', () => resolve())),
  ]);
  try {
    return JSON.parse(text) as LoadedConfig;
  } catch {
    const said =
      errors
        .trim()
        .split('\n')
        .find((line) => /error/i.test(line)) ?? '';
    const how =
      child.signalCode === 'SIGKILL'
        ? `it was still loading after ${LOAD_MS / 1000} s`
        : `it ended the process; ${said}`;
    return { status: 'failed', reason: how };
  }
}
