import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach } from 'vitest';
import { type BrowserClock, type BrowserEvents, type BrowserEventsOptions, createBrowserEvents } from '../src/index.ts';
import type { catalog } from './catalog.ts';

type Sent = Readonly<Record<string, unknown>> & {
  readonly event_id: string;
  readonly name: string;
  readonly session_id: string;
  readonly anonymous_user_id: string;
  readonly route_pattern: string;
  readonly occurred_at: number;
  readonly payload: Readonly<Record<string, unknown>>;
};

export interface Batch {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly events: readonly Sent[];
}

/** How the server answers: a status with headers, or not at all. */
export type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'cut';

/** An ingest route on this machine that answers as it is told, and keeps what came. */
export interface Server extends AsyncDisposable {
  readonly endpoint: string;
  readonly batches: Batch[];
  readonly taken: () => readonly Sent[];
  answer: (batch: Batch) => Answer;
  /** The batch after those that have come. */
  next(): Promise<Batch>;
}

export async function startServer(now: () => number): Promise<Server> {
  const batches: Batch[] = [];
  const taken: Sent[] = [];
  const waiting: ((batch: Batch) => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { events } = JSON.parse(body) as { events: Sent[] };
      const batch = { headers: request.headers, body, events };
      const answer = made.answer(batch);
      batches.push(batch);
      if (answer === 'cut') request.socket.destroy();
      else {
        if (answer.status === 202) taken.push(...events);
        const {
          status,
          headers = {},
          body: text = JSON.stringify({ accepted: events.length, rejected: [], now: now() }),
        } = answer;
        // Each request has its own connection, so that one that is cut is not tried again on another.
        response.writeHead(status, { connection: 'close', ...headers }).end(text);
      }
      waiting.shift()?.(batch);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const made: Server = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/_t`,
    batches,
    taken: () => taken,
    answer: () => ({ status: 202 }),
    next: () => new Promise((resolve) => waiting.push(resolve)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return made;
}

/** Time that passes when a test says so. */
export interface TestClock extends BrowserClock {
  advance(ms: number): void;
  set(at: number): void;
  readonly timers: () => number;
}

export function testClock(start = Date.UTC(2026, 4, 4, 9)): TestClock {
  let time = start;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    now: () => time,
    after(ms, run) {
      const timer = { at: time + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const end = time + ms;
      for (;;) {
        const [due] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!due) break;
        timers.delete(due);
        time = Math.max(time, due.at);
        due.run();
      }
      time = end;
    },
    set(at) {
      time = at;
    },
    timers: () => timers.size,
  };
}

/** The part of a page that Node lacks. `localStorage` is an object: reading, writing, `in` and `delete` are all that is used. */
export interface Page {
  readonly document: EventTarget & { hidden: boolean };
  readonly storage: Record<string, string>;
  fire(type: string, values?: object): void;
  hide(): void;
  show(): void;
}

const restore: (() => void)[] = [];

const put = (name: string, value: unknown): void => {
  const old = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  restore.push(() => (old ? Object.defineProperty(globalThis, name, old) : Reflect.deleteProperty(globalThis, name)));
};

afterEach(() => {
  for (const undo of restore.splice(0).toReversed()) undo();
});

export function openPage(signals: { globalPrivacyControl?: boolean; doNotTrack?: string } = {}): Page {
  const target = new EventTarget();
  const document = Object.assign(new EventTarget(), { hidden: false });
  const storage: Record<string, string> = {};
  put('document', document);
  put('addEventListener', target.addEventListener.bind(target));
  put('localStorage', storage);
  // Without locks, as in the Node releases that have none: then each tab drains.
  put('navigator', signals);
  const fire = (type: string, values: object = {}): void => {
    target.dispatchEvent(Object.assign(new Event(type), values));
  };
  const turn = (hidden: boolean) => (): void => {
    document.hidden = hidden;
    // It bubbles from the document to the window.
    fire('visibilitychange');
  };
  return { document, storage, fire, hide: turn(true), show: turn(false) };
}

type Options = Partial<BrowserEventsOptions<typeof catalog>>;

export interface World extends AsyncDisposable {
  readonly page: Page;
  readonly clock: TestClock;
  readonly server: Server;
  /** A client; a second one is a second tab of the same browser. */
  readonly open: (options?: Options) => BrowserEvents<typeof catalog>;
}

export async function world(signals: Parameters<typeof openPage>[0] = {}): Promise<World> {
  const page = openPage(signals);
  const clock = testClock();
  const server = await startServer(() => clock.now());
  const opened: BrowserEvents<typeof catalog>[] = [];
  return {
    page,
    clock,
    server,
    open(options = {}) {
      const events = createBrowserEvents<typeof catalog>({
        endpoint: server.endpoint,
        version: '2026-05-telemetry-v1',
        automatic: { feature: 'items', surface: 'page' },
        consent: 'granted',
        clock,
        ...options,
      });
      opened.push(events);
      return events;
    },
    async [Symbol.asyncDispose]() {
      for (const events of opened) {
        events.setConsent('denied');
        events.close();
      }
      await server[Symbol.asyncDispose]();
    },
  };
}
