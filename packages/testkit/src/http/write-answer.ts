import { STATUS_CODES, type ServerResponse } from 'node:http';
import { type DestinationFault, RETRY_AFTER_SECONDS } from './destination-fault.ts';

/** What one request is answered with. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A piece of a dripping answer, and how long the next one takes: a head alone lasts for seconds. */
const DRIP_BYTES = 2;
const DRIP_MS = 200;

/** What a failing destination answers where its protocol is HTTP and says no more than the status. */
export const failureOf: Readonly<Partial<Record<DestinationFault, RecordedAnswer>>> = {
  busy: { status: 503 },
  error: { status: 500 },
  throttled: { status: 429, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } },
  too_large: { status: 413 },
  refuse: { status: 400 },
};

/** Writes it as it is. */
export function writeAnswer(response: ServerResponse, { status, headers, body = '' }: RecordedAnswer): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** Writes it past node:http, head included: a client that is content with the head has to wait for that too. */
export function dripAnswer(response: ServerResponse, { status, headers = {}, body = '' }: RecordedAnswer): void {
  const { socket } = response;
  if (socket === null) return;
  const bytes = Buffer.from(body);
  const skip = new Set(['content-length', 'transfer-encoding', 'connection']);
  const lines = Object.entries(headers).flatMap(([name, value]) => (skip.has(name) ? [] : [`${name}: ${value}`]));
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, `content-length: ${bytes.length}`];
  const all = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]);
  let at = 0;
  const timer = setInterval(() => {
    socket.write(all.subarray(at, at + DRIP_BYTES));
    at += DRIP_BYTES;
    if (at >= all.length) clearInterval(timer);
  }, DRIP_MS);
  socket.on('close', () => clearInterval(timer));
}

/** Carries out a fault that leaves the request without an answer; false for any other. */
export function leaveUnanswered(response: ServerResponse, how: DestinationFault): boolean {
  if (how === 'cut' || how === 'lost_reply') response.socket?.resetAndDestroy();
  else if (how === 'half_close') response.socket?.end();
  else if (how !== 'hang') return false;
  return true;
}
