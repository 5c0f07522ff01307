import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { until } from './until.ts';

/** A line of the log, parsed. */
export type LogLine = Readonly<Record<string, unknown>>;

export interface Service {
  readonly url: string;
  /** Every line of standard output so far, in order. */
  readonly lines: readonly LogLine[];
  /** Ends it with SIGTERM and reads its log to the end; the exit code or signal, and what stood on standard error. */
  stop(): Promise<{ readonly how: string; readonly errors: string }>;
}

const PROGRAM = path.join(import.meta.dirname, '../src/service.ts');

/** Starts the service as a process of its own, with these variables and no other. Its log says where it listens. */
export async function startService(environment: Readonly<Record<string, string>>): Promise<Service> {
  const child = spawn(process.execPath, ['--conditions=plumbline:source', PROGRAM], {
    env: { NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const onExit = (): void => void child.kill('SIGKILL');
  process.once('exit', onExit);
  const lines: LogLine[] = [];
  let errors = '';
  let ended: string | undefined;
  createInterface(child.stdout).on('line', (text) => lines.push(JSON.parse(text) as LogLine));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  // `close` comes when its output has been read to the end too.
  const closed = once(child, 'close').then(([code, signal]) => (ended = String(signal ?? code)));
  const port = (): unknown => lines.find(({ msg }) => msg === 'listening')?.['port'];
  await until(() => {
    if (ended !== undefined) throw new Error(`the service ended with ${ended}: ${errors}`);
    return port() !== undefined;
  });
  return {
    url: `http://127.0.0.1:${String(port())}`,
    lines,
    async stop() {
      child.kill('SIGTERM');
      const how = await closed;
      process.off('exit', onExit);
      return { how, errors };
    },
  };
}
