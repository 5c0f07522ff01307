import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { CREDENTIALS, makeKey, type Ports, propertiesOf, SCRAM } from './broker-settings.ts';
import { installKafka } from './install-kafka.ts';

/** A real Kafka broker in KRaft mode, alone, on 127.0.0.1. */
export interface Broker extends AsyncDisposable {
  /** `host:port` of the listener that tells clients to come through `advertisedPort`. */
  readonly port: number;
  /** `host:port` for whoever looks at what was stored, past every proxy. */
  readonly direct: string;
  /** What another broker needs to join. */
  readonly cluster: { readonly id: string; readonly controller: number };
  /** `host:port` of the listener that wants a name and a password: those of `CREDENTIALS`. */
  readonly signedIn: string;
  /** `localhost:port` of the listener that encrypts, and the certificate that it shows. */
  readonly encrypted: { readonly at: string; readonly certificate: string };
  /** Ends it as a power cut would, and resolves once it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same data; resolves once it answers. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface BrokerOptions {
  /** The broker whose cluster this one becomes the second of. @default a cluster of its own */
  readonly joins?: Broker;
  /** Where clients are told to connect: the port of a proxy before `port`. @default the broker's own */
  readonly advertise?: (port: number) => Promise<number>;
}

const READY_WITHIN_MS = 180_000;

const HEAP = ['-Xms128m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (up: boolean): void => {
      socket.destroy();
      resolve(up);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });

function launch(classPath: string, properties: string, log: string): ChildProcess {
  const script = `exec java ${HEAP.join(' ')} -cp "$0" kafka.Kafka "$1" > "$2" 2>&1`;
  return spawn('sh', ['-c', script, classPath, properties, log], { stdio: 'ignore' });
}

interface Files {
  readonly classPath: string;
  readonly properties: string;
  readonly log: string;
}

/** The process of one broker, which may end and begin again. */
function createProcess({ classPath, properties, log }: Files, ports: readonly number[]) {
  let child: ChildProcess | undefined;
  const isUp = async (): Promise<boolean> => (await Promise.all(ports.map(answers))).every(Boolean);
  return {
    async start(): Promise<void> {
      const started = launch(classPath, properties, log);
      child = started;
      const deadline = Date.now() + READY_WITHIN_MS;
      while (!(await isUp())) {
        if (started.exitCode !== null || Date.now() > deadline) {
          throw new Error(`the broker did not become ready: ${readFileSync(log, 'utf8').slice(-2_000)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async kill(): Promise<void> {
      const ending = child;
      if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
      ending.kill('SIGKILL');
      await gone;
    },
  };
}

/** Lays out the folder of data, as a broker wants it once. */
function format({ classPath, properties }: Files, id: string, joins: boolean): void {
  const { username, password } = CREDENTIALS;
  const users = SCRAM.flatMap((mechanism) => ['--add-scram', `${mechanism}=[name=${username},password=${password}]`]);
  const tool = ['-Xmx256m', '-cp', classPath, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', properties];
  execFileSync('java', [...tool, ...(joins ? [] : ['--standalone', ...users])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Starts a broker in a temporary folder. Stop it, or hold it with `await using`. */
export async function startBroker({ advertise, joins }: BrokerOptions = {}): Promise<Broker> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'kafka-'));
  const files: Files = {
    classPath: installKafka(),
    properties: path.join(folder, 'server.properties'),
    log: path.join(folder, 'broker.log'),
  };
  const [client, direct] = [await freePort(), await freePort()];
  const [sasl, tls] = [await freePort(), await freePort()];
  const controller = joins?.cluster.controller ?? (await freePort());
  const id = joins?.cluster.id ?? randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const ports: Ports = { client, advertised: (await advertise?.(client)) ?? client, direct, controller, sasl, tls };
  const certificate = makeKey(folder);
  writeFileSync(files.properties, propertiesOf(folder, joins !== undefined, ports));
  format(files, id, joins !== undefined);
  const running = createProcess(files, [client, direct]);
  const stop = async (): Promise<void> => {
    await running.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await running.start();
  } catch (error) {
    await stop();
    throw error;
  }
  const local = (port: number): string => `127.0.0.1:${port}`;
  return {
    port: client,
    direct: local(direct),
    cluster: { id, controller },
    signedIn: local(sasl),
    encrypted: { at: `localhost:${tls}`, certificate },
    kill: () => running.kill(),
    restart: () => running.start(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
