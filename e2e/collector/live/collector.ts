import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import { until } from './until.ts';

/** What the collector writes, by the signal that it has read. */
export const SIGNALS = ['traces', 'metrics', 'logs'] as const;

type Signal = (typeof SIGNALS)[number];

/** A collector that can be stopped and started again at the same address, and goes on writing the same files. */
export interface Collector {
  readonly url: string;
  /** Everything that it wrote of a signal so far: one request's worth of OTLP in JSON per line. */
  readonly written: (signal: Signal) => string;
  /** What it said itself. */
  readonly said: () => string;
  start(): Promise<void>;
  /** Ends it with SIGTERM; it writes what it holds before it goes. The exit code or signal. */
  stop(): Promise<string>;
}

async function findPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

/** JSON is YAML. */
function writeConfig(folder: string, port: number): string {
  const file = path.join(folder, 'collector.yaml');
  const exporters = Object.fromEntries(
    SIGNALS.map((signal) => [
      `file/${signal}`,
      // Appended to, as a collector that is started again goes on.
      { path: path.join(folder, `${signal}.jsonl`), append: true, flush_interval: '100ms' },
    ]),
  );
  const pipelines = Object.fromEntries(
    SIGNALS.map((signal) => [signal, { receivers: ['otlp'], exporters: [`file/${signal}`] }]),
  );
  const config = {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    exporters,
    // It measures itself at an address of its own otherwise.
    service: { telemetry: { metrics: { level: 'none' } }, pipelines },
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** Makes a collector that writes below `folder`; it does not run yet. */
export async function createCollector(program: string, folder: string): Promise<Collector> {
  const port = await findPort();
  const config = writeConfig(folder, port);
  let said = '';
  let running: { readonly child: ChildProcess; readonly closed: Promise<string> } | undefined;
  const onExit = (): void => void running?.child.kill('SIGKILL');
  process.once('exit', onExit);
  return {
    url: `http://127.0.0.1:${port}`,
    written(signal) {
      const file = path.join(folder, `${signal}.jsonl`);
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    },
    said: () => said,
    async start() {
      const child = spawn(program, [`--config=file:${config}`], { stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      let ended: string | undefined;
      const closed = once(child, 'close').then(([code, signal]) => (ended = String(signal ?? code)));
      running = { child, closed };
      await until(async () => {
        if (ended !== undefined) throw new Error(`the collector ended with ${ended}: ${said}`);
        return answers(port);
      });
    },
    async stop() {
      if (running === undefined) return 'was not running';
      const { child, closed } = running;
      running = undefined;
      child.kill('SIGTERM');
      return closed;
    },
  };
}
