import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { type OtlpReceiver, startOtlpReceiver } from '@plumbline/testkit/otlp';
import { type Ingest, startIngest } from '../../../packages/sentry/test/ingest.ts';
import type { Answer } from './client.ts';

export type LogLine = Readonly<Record<string, unknown>>;

/** A service that runs, in a process of its own. */
export interface Service {
  readonly origin: string;
  /** Ends it by SIGTERM: what it said, and how it ended. */
  readonly stop: () => Promise<Ended>;
}

export interface Ended {
  readonly lines: readonly LogLine[];
  readonly stderr: string;
  readonly end: string;
}

/** What one service of the matrix was asked and said. */
export interface Run extends Ended {
  readonly service: string;
  readonly answers: Readonly<Record<string, Answer>>;
}

/** Where everything goes, and the next service that all others call. */
export interface World {
  readonly receiver: OtlpReceiver;
  readonly ingest: Ingest;
  readonly run: (what: { service: string; program: Program; protocol?: 'http2' }) => Promise<Run>;
  /** Ends the next service and returns what it said. */
  readonly end: () => Promise<Ended>;
  readonly close: () => Promise<void>;
}

const children = new Set<ChildProcess>();

function spawned({ node, args, cwd, env: own }: Program, env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(node, args, {
    env: { PATH: process.env['PATH'], ...env, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  });
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

const parse = (line: string): LogLine => {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { unreadable: line };
  }
};

/** The whole lines of an output. */
const parsed = (stdout: string): readonly LogLine[] => stdout.split('\n').slice(0, -1).map(parse);

/** What runs a service: a program and its arguments, in a folder. */
export interface Program {
  readonly node: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Asked first: Next listens before `register` has ended, and such a request has no summary line. */
  readonly probe?: string;
}

/** The port in the log line of our services, or in the address that Next prints when it is ready. */
const portIn = (stdout: string): unknown =>
  parsed(stdout).find(({ msg }) => msg === 'listening')?.['port'] ??
  (stdout.includes('Ready in') ? /http:\/\/127\.0\.0\.1:(\d+)/.exec(stdout)?.[1] : undefined);

/** Starts a service, and waits until it says its port. */
export async function startService(program: Program, env: NodeJS.ProcessEnv): Promise<Service> {
  const child = spawned(program, env);
  const file = program.args[0];
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  let stdout = '';
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  const port = await new Promise<unknown>((resolve, reject) => {
    void closed.then(([code]) => reject(new Error(`${file} ended with ${code}: ${stdout}${stderr}`)));
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      stdout += part;
      const port = portIn(stdout);
      if (port !== undefined) resolve(port);
    });
  });
  const origin = `http://127.0.0.1:${String(port)}`;
  if (program.probe !== undefined) await (await fetch(origin + program.probe)).text();
  return {
    origin,
    stop: async () => {
      child.kill('SIGTERM');
      const [code, signal] = await closed;
      return { lines: parsed(stdout), stderr, end: signal ?? `exit ${code}` };
    },
  };
}

/** Asks a service everything, from a client in a process of its own. */
export async function askAll(service: Service, tag: string, protocol = 'http1'): Promise<Run['answers']> {
  const client = path.join(import.meta.dirname, 'client.ts');
  const child = spawned({ node: process.execPath, args: [client, service.origin, tag, protocol] }, {});
  const [answers, faults] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    once(child, 'close'),
  ]);
  if (answers === '') throw new Error(`the client of ${tag} failed: ${faults}`);
  return JSON.parse(answers) as Run['answers'];
}

/** Receivers on this machine, and the next service; `stockFile` is its program. */
export async function startWorld(stockFile: string): Promise<World> {
  const [receiver, ingest] = await Promise.all([startOtlpReceiver(), startIngest()]);
  const shared = {
    NODE_ENV: 'production',
    PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    SENTRY_DSN: ingest.dsn,
  };
  const stock = await startService({ node: process.execPath, args: [stockFile] }, { ...shared, SERVICE_NAME: 'stock' });
  return {
    receiver,
    ingest,
    run: async ({ service: name, program, protocol }) => {
      const service = await startService(program, { ...shared, SERVICE_NAME: name, STOCK_URL: stock.origin });
      const answers = await askAll(service, name, protocol);
      return { service: name, answers, ...(await service.stop()) };
    },
    end: stock.stop,
    close: async () => {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all([receiver.close(), ingest.close()]);
    },
  };
}
