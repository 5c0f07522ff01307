import { createServer, type IncomingMessage, request, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock, Log, LogFields, ProductAnswer, ProductAsk, ProductSource } from '@plumbline/core';
import { afterEach } from 'vitest';
import type { Audience, DashboardOptions, Viewer } from '../../src/index.ts';

export const AUDIENCES: readonly Audience[] = ['product', 'leadership', 'operator', 'security'];

export const viewer = (...audiences: readonly Audience[]): Viewer => ({
  actor: { id: 'u_reader', role: 'analyst' },
  audiences,
});

/** Says who looks by a header, as an application's session would. */
export const byHeader: DashboardOptions['authorize'] = (asked) => {
  const audiences = asked.headers.get('x-audiences');
  return audiences === null ? undefined : viewer(...(audiences.split(',').filter((one) => one !== '') as Audience[]));
};

const DAY_MS = 86_400_000;

const spanOf = ({ span }: ProductAsk): ProductAnswer['span'] =>
  'days' in span ? { from: Date.UTC(2026, 4, 1) - span.days * DAY_MS, until: Date.UTC(2026, 4, 1) } : span;

export interface MemorySource extends ProductSource {
  readonly asked: ProductAsk[];
  readonly valuesAsked: string[];
}

/** A source that keeps what it was asked and answers with these rows. For routing alone; real answers are tested on chDB. */
export function memorySource(
  answer: (ask: ProductAsk) => Promise<Partial<ProductAnswer>> | Partial<ProductAnswer> = () => ({}),
  values: readonly string[] = [],
): MemorySource {
  const asked: ProductAsk[] = [];
  const valuesAsked: string[] = [];
  return {
    asked,
    valuesAsked,
    async answer(ask) {
      asked.push(ask);
      return { columns: [], rows: [], from: 'events', span: spanOf(ask), ...(await answer(ask)) };
    },
    query: async () => [],
    async values(key) {
      valuesAsked.push(key);
      return values;
    },
  };
}

/** Every route of events by day, with one hostile name. */
export const routesAnswer = (name: string): Partial<ProductAnswer> => ({
  columns: [
    { name: 'route_pattern', kind: 'text' },
    { name: 'events', kind: 'count' },
    { name: 'sessions', kind: 'count' },
    { name: 'anonymous_users', kind: 'people' },
  ],
  rows: [[name, 12, 4, 3]],
});

export interface KeptLog extends Log {
  readonly lines: { readonly level: string; readonly fields: LogFields; readonly message: string }[];
}

/** A log that keeps its lines. */
export function keepLog(): KeptLog {
  const lines: KeptLog['lines'] = [];
  const at =
    (level: string) =>
    (fields: LogFields | string, message = ''): void =>
      void lines.push(typeof fields === 'string' ? { level, fields: {}, message: fields } : { level, fields, message });
  const log: KeptLog = {
    lines,
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    child: () => log,
  };
  return log;
}

export interface ManualClock extends Clock {
  advance(ms: number): Promise<void>;
}

/** A clock that stands until it is moved; what is due then runs, and what that starts may run too. */
export function manualClock(start = Date.UTC(2026, 4, 1)): ManualClock {
  let now = 0;
  let timers: { readonly at: number; readonly fn: () => void }[] = [];
  return {
    now: () => start + now,
    monotonic: () => now,
    after(ms, fn) {
      const timer = { at: now + ms, fn };
      timers.push(timer);
      return { cancel: () => void (timers = timers.filter((one) => one !== timer)) };
    },
    async advance(ms) {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { fn } of due) fn();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const running: (() => Promise<unknown>)[] = [];

/** Ends after the test, in reverse. */
export const later = (end: () => Promise<unknown>): void => void running.push(end);

afterEach(async () => {
  for (const end of running.splice(0).toReversed()) await end();
});

/** A real server on a port of its own; it ends with the test. */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const serve = (
  handle: (incoming: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<string> => listen((incoming, response) => void handle(incoming, response));

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A request whose target is sent to the letter, which `fetch` would tidy up first. */
export const rawGet = (origin: string, target: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Promise<RawAnswer>((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const sent = request({ hostname, port, path: target, headers, method }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => void parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });

/** Everything that a viewer could ask for, with the audience it belongs to. */
export const ADDRESSES: readonly (readonly [path: string, audience: Audience])[] = [
  ['/', 'product'],
  ['/panel/dailyActives.csv', 'product'],
  ['/panel/topRoutes.csv', 'product'],
  ['/panel/featureUsage.csv', 'product'],
  ['/panel/filterChanges.csv', 'product'],
  ['/panel/chartInteractions.csv', 'product'],
  ['/panel/clientErrors.csv', 'product'],
  ['/panel/sessionDurations.csv', 'product'],
  ['/panel/featureLedger.csv', 'product'],
  ['/panel/retention.csv', 'product'],
  ['/panel/funnel.csv?steps=page_viewed&steps=item_created', 'product'],
  ['/executive', 'leadership'],
  ['/reliability', 'operator'],
  ['/request', 'operator'],
  ['/request?id=4bf92f3577b34da6a3ce929d0e0e4736', 'operator'],
  ['/audit', 'security'],
  ['/audit?subject=inv_7', 'security'],
  ['/audit?view=patterns', 'security'],
  ['/panel/denied_attempts.csv', 'security'],
  ['/panel/who_changed.csv?subject=inv_7', 'security'],
];
