import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A line of a log, parsed. */
export type LogLine = Readonly<Record<string, unknown>>;

export interface ServiceProcess {
  readonly url: string;
  readonly port: number;
  /** Every line of standard output so far, in order. */
  readonly lines: readonly LogLine[];
  /** Ends it with SIGTERM and reads its log to the end; the exit code or signal. */
  stop(): Promise<string>;
}

/** Python compiles what it imports in its first run, and the machine may be busy. */
const START_WITHIN_MS = 60_000;

/** A service flushes within 3 s; one that has not ended long after is killed, and the test says so. */
const STOP_WITHIN_MS = 20_000;

/** What a service gets from this process beside its own settings: no variable of the machine changes what it does. */
const inherited = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  NODE_ENV: 'production',
  PYTHONDONTWRITEBYTECODE: '1',
});

const portOf = (line: LogLine): number | undefined =>
  line['msg'] === 'listening' && typeof line['port'] === 'number' ? line['port'] : undefined;

async function ended(child: ChildProcess): Promise<string> {
  // `close` comes when standard output has been read to its end too.
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return signal ?? String(code);
}

/** Starts a service as a process of its own. Its log says where it listens; a line that is no JSON fails the start or the stop. */
export async function startService(
  command: readonly string[],
  options: { readonly cwd: string; readonly environment: Readonly<Record<string, string>> },
): Promise<ServiceProcess> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...inherited(), ...options.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const onExit = (): void => void child.kill('SIGKILL');
  process.once('exit', onExit);
  const closed = ended(child);
  const lines: LogLine[] = [];
  let garbled: string | undefined;
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      try {
        const line = JSON.parse(text) as LogLine;
        lines.push(line);
        const listening = portOf(line);
        if (listening !== undefined) resolve(listening);
      } catch {
        garbled ??= text;
        reject(new Error(`not a line of JSON: ${text}`));
      }
    });
    child.once('error', reject);
    setTimeout(() => reject(new Error(`${program} was not listening in time`)), START_WITHIN_MS).unref();
    closed.then((how) => reject(new Error(`${program} ended with ${how} before it was listening`)), reject);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    lines,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      const how = await closed;
      clearTimeout(timer);
      process.off('exit', onExit);
      if (garbled !== undefined) throw new Error(`not a line of JSON: ${garbled}`);
      return how;
    },
  };
}
