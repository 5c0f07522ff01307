import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, connect, createServer } from 'node:net';
import process from 'node:process';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A server of one process on a port of loopback. */
export interface ServerProcess extends AsyncDisposable {
  readonly port: number;
  /** Ends it with SIGKILL, as a machine that is gone. */
  stop(): Promise<void>;
  /** The same server again, at the same port. */
  start(): Promise<void>;
  /** Stops the process where it is: its port still takes connections, and nothing answers. */
  freeze(): void;
  thaw(): void;
}

const READY_WITHIN_MS = 60_000;

/** A port that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return port;
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => void socket.destroy());
  });

async function launch({ file, args, env, cwd }: Command, port: number): Promise<ChildProcess> {
  const child = spawn(file, args, { cwd, env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: 'ignore' });
  // A test that is given up disposes of nothing.
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => void process.off('exit', end));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await accepts(port))) {
    if (Date.now() > deadline || child.exitCode !== null) throw new Error(`${file} did not listen at ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return child;
}

/** Starts a server and waits until it takes connections at the port. */
export async function startProcess(command: Command, port: number): Promise<ServerProcess> {
  let child: ChildProcess | undefined = await launch(command, port);
  const stop = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGKILL');
    await ended;
  };
  return {
    port,
    stop,
    async start() {
      child ??= await launch(command, port);
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    [Symbol.asyncDispose]: stop,
  };
}
