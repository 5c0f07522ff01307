import { connect, type Socket } from 'node:net';
import process from 'node:process';
import { makeBatch } from '../ingest/setting.ts';

/**
 * Browsers, in a process of their own: batches over keep-alive connections, one at a time on each. Bodies are made before
 * the clock starts, and more of them than ingest remembers IDs, so that none counts as repeated.
 */

export interface IngestOrder {
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  /** Events that come in a second. @default as many as are answered */
  readonly perSecond?: number;
}

export interface IngestReport {
  readonly batches: number;
  readonly events: number;
  /** Events that the answers say were accepted. */
  readonly accepted: number;
  readonly seconds: number;
  /** Share of one core that this process used. */
  readonly busy: number;
}

const BATCHES = 1_000;
const SMALLEST = 20;
const LARGEST = 50;

const HEAD =
  'POST /_t HTTP/1.1\r\nhost: 127.0.0.1\r\nsec-fetch-site: same-origin\r\ncontent-type: application/json\r\ncontent-length: ';

interface Prepared {
  readonly bytes: Buffer;
  readonly events: number;
}

function prepare(): readonly Prepared[] {
  const now = Date.now();
  return Array.from({ length: BATCHES }, (_, place) => {
    const events = SMALLEST + (place % (LARGEST - SMALLEST + 1));
    const body = makeBatch(events, place, now);
    return { bytes: Buffer.from(`${HEAD}${Buffer.byteLength(body)}\r\n\r\n${body}`), events };
  });
}

let prepared: readonly Prepared[] | undefined;
/** Goes on from one order to the next: what was sent lately would count as repeated. */
let turn = 0;

const ACCEPTED = /\r\n\r\n\{"accepted":(\d+),.*\}$/s;

function openConnection(port: number, onAnswer: (socket: Socket, accepted: number) => void): Promise<Socket> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    socket.on('data', (part: string) => {
      text += part;
      if (!text.startsWith('HTTP/1.1 202')) throw new Error(`unexpected answer: ${text.slice(0, 80)}`);
      const accepted = ACCEPTED.exec(text)?.[1];
      if (accepted === undefined) return;
      text = '';
      onAnswer(socket, Number(accepted));
    });
  });
}

async function load({ port, connections, durationMs, perSecond }: IngestOrder): Promise<IngestReport> {
  prepared ??= prepare();
  const bodies = prepared;
  const tally = { batches: 0, events: 0, accepted: 0, underWay: 0 };
  let finish = (): void => undefined;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const free: Socket[] = [];
  let began = Number.POSITIVE_INFINITY;
  const isOver = (): boolean => performance.now() - began >= durationMs;
  const send = (socket: Socket): void => {
    const next = bodies[turn % BATCHES] as Prepared;
    turn += 1;
    tally.batches += 1;
    tally.events += next.events;
    tally.underWay += 1;
    socket.write(next.bytes);
  };
  const onAnswer = (socket: Socket, accepted: number): void => {
    tally.accepted += accepted;
    tally.underWay -= 1;
    if (perSecond === undefined && !isOver()) return send(socket);
    free.push(socket);
    if (isOver() && tally.underWay === 0) finish();
  };
  const all = await Promise.all(Array.from({ length: connections }, () => openConnection(port, onAnswer)));
  const usage = process.cpuUsage();
  began = performance.now();
  if (perSecond === undefined) for (const socket of all) send(socket);
  else {
    free.push(...all);
    const tick = setInterval(() => {
      const due = ((performance.now() - began) / 1_000) * perSecond;
      while (tally.events < due && !isOver()) {
        const socket = free.pop();
        if (socket === undefined) return;
        send(socket);
      }
      if (!isOver()) return;
      clearInterval(tick);
      if (tally.underWay === 0) finish();
    }, 1);
  }
  await done;
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(usage);
  for (const socket of all) socket.destroy();
  const { batches, events, accepted } = tally;
  return { batches, events, accepted, seconds, busy: (user + system) / 1e6 / seconds };
}

process.on('message', (order: IngestOrder) => {
  load(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      process.stderr.write(`ingest load: ${String(error)}\n`);
      process.exit(1);
    },
  );
});
