import { createServer, type IncomingMessage, request as forward, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Fault, SeenRequest } from './faults.ts';

/** A forward proxy that a browser is told to use for everything: what leaves the browser is here, byte by byte. */
export interface Recorder extends AsyncDisposable {
  readonly url: string;
  /** Requests of pages so far, to every host. */
  readonly seen: readonly SeenRequest[];
  /** Requests to the hosts that Chromium itself calls; they reach nobody. */
  readonly own: readonly SeenRequest[];
  /** Every byte that came from the browser, with what is no request. */
  bytes(): Buffer;
  /** Forgets what was seen. */
  clear(): void;
  /** Where requests for a host go on to; a host that is not listed is answered 204 and reaches nobody. */
  route(host: string, port: () => number | undefined): void;
  /** What becomes of each request from now on; undefined lets it pass. */
  fault: (request: SeenRequest) => Fault | undefined;
  /** Ends every connection, and every new one at once: a cable that was pulled. */
  unplugged: boolean;
}

/** Whom Chromium asks for updates, the time, accounts and forms, whatever its switches say (looked at, version 156). */
const OWN =
  /^(?:update|content-autofill|optimizationguide-pa|safebrowsing)\.googleapis\.com$|^(?:accounts|clients2|clients4|www)\.google\.com$|^redirector\.gvt1\.com$/;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const passOn = (seen: SeenRequest, port: number): Promise<{ readonly head: IncomingMessage; readonly body: Buffer }> =>
  new Promise((resolve, reject) => {
    const { pathname, search, host } = new URL(seen.url);
    const headers = [...seen.rawHeaders];
    // The server sees the host the page was asked for, as behind every proxy that is set up well.
    if (!headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')) headers.push('Host', host);
    const asked = forward({
      host: '127.0.0.1',
      port,
      method: seen.method,
      path: pathname + search,
      headers,
      agent: false,
    });
    asked.on('error', reject);
    asked.once('response', (head) => void bodyOf(head).then((body) => resolve({ head, body }), reject));
    asked.end(seen.body);
  });

/** Headers that speak about one connection and not about the answer. */
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'proxy-connection']);

function writeBack(response: ServerResponse, head: IncomingMessage, body: Buffer): void {
  const kept = Object.entries(head.headersDistinct).filter(([name]) => !HOP.has(name));
  response.writeHead(head.statusCode ?? 502, {
    ...Object.fromEntries(kept.map(([name, values]) => [name, values ?? []])),
    'content-length': body.length,
  });
  response.end(body);
}

async function settle(
  seen: SeenRequest,
  response: ServerResponse,
  port: number | undefined,
  fault?: Fault,
): Promise<void> {
  if (fault?.kind === 'refuse') return void response.socket?.destroy();
  if (fault?.kind === 'answer') return void response.writeHead(fault.status, { ...fault.headers }).end();
  if (fault?.kind === 'hold') await fault.until;
  if (port === undefined) return void response.socket?.destroy();
  const { head, body } = await passOn(seen, port);
  if (fault?.kind === 'lose-answer') return void response.socket?.destroy();
  if (fault?.kind === 'hold-answer') await fault.until;
  writeBack(response, head, body);
}

type Noted = { -readonly [Key in keyof SeenRequest]: SeenRequest[Key] };

/** Of an absolute address, or of the `host:port` of a CONNECT. */
const hostOf = (url: string): string => (/^https?:/.test(url) && URL.canParse(url) ? new URL(url).host : url);

/** What came from the browser so far. */
interface Notes {
  readonly seen: SeenRequest[];
  readonly own: SeenRequest[];
  readonly raw: Buffer[];
  /** With its head: a request whose body never comes to its end has left the browser, too. */
  readonly note: (request: IncomingMessage) => Noted;
}

function createNotes(): Notes {
  const seen: SeenRequest[] = [];
  const own: SeenRequest[] = [];
  return {
    seen,
    own,
    raw: [],
    note({ method = '', url = '', rawHeaders }) {
      const one = { at: Date.now(), method, url, rawHeaders, body: Buffer.alloc(0) };
      (OWN.test(hostOf(url).replace(/:\d+$/, '')) ? own : seen).push(one);
      return one;
    },
  };
}

/** The server of the proxy, and the connections that are open. */
function createProxy(
  { raw, note }: Notes,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  isUnplugged: () => boolean,
): { readonly server: Server; readonly sockets: ReadonlySet<Socket> } {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.socket?.destroy());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    if (isUnplugged()) socket.destroy();
    socket.on('data', (part: Buffer) => void raw.push(part));
    socket.once('close', () => sockets.delete(socket));
  });
  // Tunnels of TLS and WebSockets go nowhere: that one was asked for is what matters.
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    note(request);
    // No longer the server's: a browser that ends first must end nothing else.
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  return { server, sockets };
}

/** Starts the recorder on a free port of loopback. */
export async function startRecorder(): Promise<Recorder> {
  const notes = createNotes();
  const hosts = new Map<string, () => number | undefined>();
  let unplugged = false;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = notes.note(request);
    one.body = await bodyOf(request);
    const port = hosts.get(hostOf(one.url));
    if (!port) return void response.writeHead(204).end();
    await settle(one, response, port(), recorder.fault(one));
  };
  const { server, sockets } = createProxy(notes, answer, () => unplugged);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  const recorder: Recorder = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: notes.seen,
    own: notes.own,
    bytes: () => Buffer.concat(notes.raw),
    clear: () => [notes.seen, notes.own, notes.raw].forEach((list) => list.splice(0)),
    route: (host, port) => void hosts.set(host, port),
    fault: () => undefined,
    get unplugged() {
      return unplugged;
    },
    set unplugged(on) {
      unplugged = on;
      if (on) cut();
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return recorder;
}
