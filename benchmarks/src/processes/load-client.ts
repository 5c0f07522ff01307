import { connect, type Socket } from 'node:net';
import process from 'node:process';

/**
 * The load, in a process of its own: keep-alive connections over plain sockets, one request at a time on each. An HTTP
 * client of Node costs more than the bare server it would measure.
 */

export interface LoadOrder {
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
}

export interface LoadReport {
  readonly requests: number;
  readonly seconds: number;
  /** Share of one core that this process used: near 1, the load and not the server is the limit. */
  readonly busy: number;
}

const REQUEST =
  'GET /items/42 HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\nuser-agent: plumbline-bench\r\n\r\n';
const HEAD_END = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

/** Sends on one connection until told to stop; calls back with each whole answer. */
function runConnection(port: number, onAnswer: () => boolean, onEnd: (error?: Error) => void): Socket {
  let waiting = '';
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => void socket.write(REQUEST));
  socket.setEncoding('latin1');
  socket.on('error', onEnd);
  socket.on('close', () => onEnd());
  socket.on('data', (chunk: string) => {
    waiting += chunk;
    const head = waiting.indexOf(HEAD_END);
    if (head === -1) return;
    const length = LENGTH.exec(waiting.slice(0, head + 2))?.[1];
    if (length === undefined || !waiting.startsWith('HTTP/1.1 200 ')) {
      socket.destroy(new Error(`unexpected answer: ${waiting.slice(0, 80)}`));
      return;
    }
    if (waiting.length < head + HEAD_END.length + Number(length)) return;
    waiting = '';
    if (onAnswer()) socket.write(REQUEST);
    else socket.end();
  });
  return socket;
}

async function load({ port, connections, durationMs }: LoadOrder): Promise<LoadReport> {
  let requests = 0;
  const began = performance.now();
  const usage = process.cpuUsage();
  const onAnswer = (): boolean => {
    requests += 1;
    return performance.now() - began < durationMs;
  };
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise<void>((resolve, reject) =>
          runConnection(port, onAnswer, (error) => (error === undefined ? resolve() : reject(error))),
        ),
    ),
  );
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(usage);
  return { requests, seconds, busy: (user + system) / 1e6 / seconds };
}

process.on('message', (order: LoadOrder) => {
  load(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      process.stderr.write(`load: ${String(error)}\n`);
      process.exit(1);
    },
  );
});
