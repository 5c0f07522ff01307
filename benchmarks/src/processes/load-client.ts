import { connect, type Socket } from 'node:net';
import process from 'node:process';
import { quantile } from '../harness/statistics.ts';

/**
 * The load, in a process of its own: keep-alive connections over plain sockets, one request at a time on each. An HTTP
 * client of Node costs more than the bare server it would measure.
 *
 * Without `perSecond` each connection sends again as soon as it has its answer. A service that stands still is then asked
 * nothing meanwhile, so that its latency looks better than callers would find it: that is how requests per second and CPU
 * are measured, and no way to measure latency. With `perSecond` requests come by the clock, whatever the service does, and
 * the latency of one runs from when it came, its wait for a free connection included. How late the clock of this process
 * itself was is not in it.
 */

export interface LoadOrder {
  readonly port: number;
  readonly connections: number;
  /** @default until `requests` are sent */
  readonly durationMs?: number;
  /** Most requests. @default as many as there is time for */
  readonly requests?: number;
  /** Requests that come in a second. @default as many as are answered */
  readonly perSecond?: number;
}

export interface LoadReport {
  readonly requests: number;
  /** Those of them that change something. */
  readonly mutations: number;
  readonly seconds: number;
  /** Share of one core that this process used: near 1, the load and not the server is the limit. */
  readonly busy: number;
  /** Until the whole answer was read, in milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** People who are signed in; they take turns. */
const USERS = 1_000;
/** One request in so many changes something. */
const MUTATION_EVERY = 10;

const HEAD = 'host: 127.0.0.1\r\naccept: application/json\r\nuser-agent: plumbline-bench\r\n';
const CHANGE = JSON.stringify({ decision: 'approved', round: 2 });
const HEAD_END = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

/** Made before the clock starts. */
const REQUESTS: readonly string[] = Array.from({ length: USERS }, (_, user) => {
  const who = `authorization: Bearer session-${user}\r\n`;
  if (user % MUTATION_EVERY > 0) return `GET /items/42 HTTP/1.1\r\n${HEAD}${who}\r\n`;
  const body = `content-type: application/json\r\ncontent-length: ${CHANGE.length}\r\n\r\n${CHANGE}`;
  return `POST /items/42 HTTP/1.1\r\n${HEAD}${who}${body}`;
});

interface Connection {
  readonly send: (request: string) => void;
  readonly end: () => void;
}

/** Opens one connection; calls back with each whole answer. */
function openConnection(port: number, onAnswer: (self: Connection) => void, onError: (error: Error) => void) {
  return new Promise<Connection>((resolve) => {
    let waiting = '';
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(self));
    let ended = false;
    const self: Connection = {
      send: (request) => void socket.write(request),
      end: () => void ((ended = true), socket.end()),
    };
    socket.setEncoding('latin1');
    socket.on('error', onError);
    socket.on('close', () => ended || onError(new Error('the service closed a connection')));
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
      onAnswer(self);
    });
  });
}

/** Requests in turn, and when each came. */
function createTally() {
  const came = new Map<Connection, number>();
  const took: number[] = [];
  let sent = 0;
  let mutations = 0;
  return {
    took,
    sent: () => sent,
    mutations: () => mutations,
    underWay: () => came.size,
    send(connection: Connection, at: number): void {
      const turn = sent % USERS;
      sent += 1;
      if (turn % MUTATION_EVERY === 0) mutations += 1;
      came.set(connection, at);
      connection.send(REQUESTS[turn] ?? '');
    },
    answered(connection: Connection): void {
      took.push(performance.now() - (came.get(connection) ?? Number.NaN));
      came.delete(connection);
    },
  };
}

async function load(order: LoadOrder): Promise<LoadReport> {
  const { port, connections, durationMs = Infinity, requests = Infinity, perSecond } = order;
  const tally = createTally();
  let finish = (): void => undefined;
  let fail = (_error: Error): void => undefined;
  const done = new Promise<void>((resolve, reject) => ((finish = resolve), (fail = reject)));
  const free: Connection[] = [];
  /** When the requests came for which no connection was free. */
  const queue: number[] = [];
  let began = Number.POSITIVE_INFINITY;
  const isOver = (): boolean => performance.now() - began >= durationMs || tally.sent() >= requests;
  const onAnswer = (connection: Connection): void => {
    tally.answered(connection);
    const next = perSecond === undefined && !isOver() ? performance.now() : queue.shift();
    if (next !== undefined) return tally.send(connection, next);
    free.push(connection);
    if (isOver() && tally.underWay() === 0) finish();
  };
  const all = await Promise.all(Array.from({ length: connections }, () => openConnection(port, onAnswer, fail)));
  const usage = process.cpuUsage();
  began = performance.now();
  if (perSecond === undefined) for (const connection of all) tally.send(connection, began);
  else {
    free.push(...all);
    let given = 0;
    const tick = setInterval(() => {
      const now = performance.now();
      for (const due = ((now - began) / 1_000) * perSecond; given < due && !isOver(); given += 1) {
        const connection = free.pop();
        if (connection === undefined) queue.push(now);
        else tally.send(connection, now);
      }
      if (!isOver()) return;
      clearInterval(tick);
      if (tally.underWay() === 0) finish();
    }, 1);
  }
  await done;
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(usage);
  for (const connection of all) connection.end();
  return {
    requests: tally.took.length,
    mutations: tally.mutations(),
    seconds,
    busy: (user + system) / 1e6 / seconds,
    p50Ms: quantile(tally.took, 0.5),
    p99Ms: quantile(tally.took, 0.99),
    maxMs: quantile(tally.took, 1),
  };
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
