import { spawn } from 'node:child_process';
import process from 'node:process';

/** How a program ended, with all it printed. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** After this the whole process group is killed. @default 120000 */
  readonly timeoutMs?: number;
}

/** Runs a program to its end without a shell and without stdin; never rejects. A hanging one is killed with its children. */
export const runCommand = (
  file: string,
  args: readonly string[],
  { cwd, env = process.env, timeoutMs = 120_000 }: CommandOptions = {},
): Promise<CommandResult> =>
  new Promise((resolve) => {
    const out: { stdout: string; stderr: string } = { stdout: '', stderr: '' };
    let timedOut = false;
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutMs);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => void (out[name] += text));
    }
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ status: 127, ...out, stderr: `${out.stderr}${file}: ${error.message}`, timedOut });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ status: code ?? 1, ...out, timedOut });
    });
  });

/** Runs a program and throws with its output when it fails. */
export const mustRun = async (
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> => {
  const result = await runCommand(file, args, options);
  if (result.status === 0 && !result.timedOut) return result;
  const end = result.timedOut ? 'did not end in time' : `ended with ${result.status}`;
  throw new Error(`${file} ${args.join(' ')} ${end}\n${result.stdout}${result.stderr}`);
};

/** Maps with at most `width` at a time, keeping the order. */
export const mapLimit = async <T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> => {
  const results = new Map<number, R>();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results.set(index, await work(items[index] as T, index));
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return items.map((_, index) => results.get(index) as R);
};
