import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { startIngest } from '../../../../packages/sentry/test/ingest.ts';
import type { LogLine } from '../world.ts';
import type { ClientReport } from './client.ts';
import { type Place, PLACES } from './places.ts';
import { createWitness, type Heard } from './witness.ts';

/** The program of a service, and how many requests it is sent. */
export interface Load {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Asked once before the load: Next takes requests before the baseline has started, and a balancer would ask this first. */
  readonly probe?: string;
  readonly requests: number;
  /** Requests under way at a time. */
  readonly atOnce: number;
}

/** What came of one service. */
export interface LoadResult extends Heard {
  readonly client: ClientReport;
  /** Records that were wanted and did not come: a queue was full. */
  readonly missing: Readonly<Partial<Record<Place, number>>>;
  /** Places that nothing came from at all. */
  readonly silent: readonly Place[];
  /** Errors that the service itself says the tracker will not get. */
  readonly lostErrors: number;
  /** What the receivers have against the protocols. */
  readonly refused: readonly unknown[];
  readonly stderr: string;
  readonly seconds: number;
}

/** Places where a service of Next says nothing: its server is its own. */
const NOT_IN_NEXT: ReadonlySet<Place> = new Set(['closed']);

/** The service that is called next, which answers late, so that calls wait for a connection. */
async function startNextService(hear: (request: IncomingMessage) => void) {
  const server = createServer((request, response) => {
    hear(request);
    setImmediate(() => response.end('ok'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

const KEY = 'k'.repeat(40);

/** A line of the log; what is none says in words where Next listens, and later that it is ready. */
function parse(line: string): LogLine | undefined {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return undefined;
  }
}

/** Hears every line of a service; resolves with its port once it may be asked. */
const listenTo = (child: ChildProcess, hear: (line: LogLine) => void): Promise<string> =>
  new Promise((resolve) => {
    let port = '';
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (text) => {
      const line = parse(text);
      if (line) hear(line);
      port ||= (line ? '' : /http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]) ?? '';
      if (line?.['msg'] === 'listening') resolve(String(line['port']));
      // Before that, Next answers requests that the baseline does not see.
      else if (!line && text.includes('Ready in')) resolve(port);
    });
  });

async function runClient(origin: string, load: Load): Promise<ClientReport> {
  const protocol = load.name === 'http2' ? 'http2' : 'http1';
  const file = path.join(import.meta.dirname, 'client.ts');
  const args = [file, origin, protocol, '0', String(load.requests), String(load.atOnce)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [report] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(report) as ClientReport;
}

/** Starts a service, asks it from another process, ends it, and judges everything that it has sent anywhere. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-load-'));
  const began = performance.now();
  const eventsFile = path.join(folder, 'events.ndjson');
  writeFileSync(eventsFile, '');
  const witness = createWitness(KEY, 0, load.requests);
  const [receiver, ingest, next] = await Promise.all([
    startOtlpReceiver(),
    startIngest(),
    startNextService((request) => witness.call(request)),
  ]);
  const child = spawn(process.execPath, load.args, {
    cwd: load.cwd ?? folder,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      SERVICE_NAME: load.name,
      PLUMBLINE_IDENTITY_KEY: KEY,
      PLUMBLINE_AUDIT_SPOOL_DIR: path.join(folder, 'audit'),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_MAX_QUEUE_SIZE: '65536',
      OTEL_BLRP_MAX_QUEUE_SIZE: '65536',
      SENTRY_DSN: ingest.dsn,
      EVENTS_FILE: eventsFile,
      NEXT_SERVICE_URL: next.url,
      ...load.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const errors = text(child.stderr);
    const closed = once(child, 'close');
    const listening = Promise.race([
      listenTo(child, (line) => witness.line(line)),
      errors.then((said) => Promise.reject(new Error(`${load.name} ended: ${said}`))),
    ]);
    const origin = `http://127.0.0.1:${await listening}`;
    if (load.probe !== undefined) await (await fetch(origin + load.probe)).text();
    const client = await runClient(origin, load);
    child.kill('SIGTERM');
    // Its log, too, is read to the end then.
    const [stderr] = await Promise.all([errors, closed]);
    witness.spans(receiver);
    witness.records(receiver);
    witness.errors(ingest);
    for await (const line of createInterface({ input: createReadStream(eventsFile) })) witness.event(line);
    const database = new DatabaseSync(path.join(folder, 'audit/audit.sqlite'), { readOnly: true });
    for (const row of database.prepare('SELECT body FROM audit_log').iterate()) witness.audit(String(row['body']));
    database.close();
    const heard = witness.heard();
    const asked = (Object.keys(PLACES) as Place[]).filter((place) => load.name !== 'next' || !NOT_IN_NEXT.has(place));
    const silent = asked.filter((place) => heard.counts[place] === 0);
    const missing = Object.fromEntries(
      asked
        .map((place) => [place, witness.wanted(place) - heard.counts[place]] as const)
        .filter(([place, count]) => count > 0 && place !== 'log record'),
    );
    const lostErrors = receiver.sumOf('plumbline.errors.lost');
    const refused = [...receiver.faults, ...ingest.faults].slice(0, 10);
    return {
      ...heard,
      client,
      missing,
      silent,
      lostErrors,
      refused,
      stderr,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    child.kill('SIGKILL');
    next.close();
    await Promise.all([receiver.close(), ingest.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}
