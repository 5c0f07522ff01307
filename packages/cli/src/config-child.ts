import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A configuration has no effects and opens nothing; one that is not imported by then waits for something. */
const LOAD_MS = 20_000;

/** What the process that imports a configuration is asked. */
export interface Question {
  readonly directory: string;
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Module whose export `describe` answers, and its arguments; without one the answer is what the doctor reads. */
  readonly describer?: { readonly entry: URL; readonly args: readonly string[] };
  /** Milliseconds until it is ended. @default 20000 */
  readonly timeoutMs?: number;
}

/** The answer, or why there is none. */
export type ChildAnswer = { readonly value: unknown } | { readonly silent: string };

/** The program that imports the file; built, this module is a chunk beside it. */
const program = (): readonly string[] =>
  import.meta.url.endsWith('.ts')
    ? ['--conditions=plumbline:source', fileURLToPath(new URL('./read-config.ts', import.meta.url))]
    : [fileURLToPath(new URL('./read-config.js', import.meta.url))];

async function readAll(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const errorLine = (errors: string): string =>
  errors
    .trim()
    .split('\n')
    .find((line) => /error/i.test(line)) ?? '';

/** Imports a configuration in a process of its own: with the environment given, and whatever the file does. */
export async function askConfig(question: Question): Promise<ChildAnswer> {
  const { directory, file, env, describer, timeoutMs = LOAD_MS } = question;
  const asked = describer ? [describer.entry.href, JSON.stringify(describer.args)] : [];
  const child = spawn(process.execPath, [...program(), file, ...asked], {
    cwd: directory,
    env: { ...env, NODE_OPTIONS: env['NODE_OPTIONS'] ?? '' },
    // What the file prints is not the answer: that comes on a channel of its own.
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const [text, errors] = await Promise.all([
    readAll(child.stdio[3] as Readable),
    readAll(child.stderr as Readable),
    new Promise<void>((resolve) => child.once('close', () => resolve())),
  ]);
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    const silent =
      child.signalCode === 'SIGKILL'
        ? `it was still loading after ${timeoutMs / 1000} s`
        : `it ended the process; ${errorLine(errors)}`;
    return { silent };
  }
}
