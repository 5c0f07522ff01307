import { AsyncResource } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import http from 'node:http';
import { currentContext, runJob } from '@plumbline/core/context';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bindHttp, type HttpBinding } from '../src/index.ts';
import { listen, recordMeter } from './support.ts';

interface Seen {
  readonly mine: string | undefined;
  readonly id: string | undefined;
  readonly trace: string | undefined;
}

/** What Node's own undici has; it exports none of it. */
interface Dispatcher {
  dispatch(options: object, handler: object): boolean;
  compose(interceptor: (dispatch: Dispatcher['dispatch']) => Dispatcher['dispatch']): Dispatcher;
  close(): Promise<void>;
}
type MakeAgent = new (options: object) => Dispatcher;

// Undici 8 has the second, earlier ones the first alone or both.
const GLOBALS = [2, 1].map((version) => Symbol.for(`undici.globalDispatcher.${version}`));
const globals = globalThis as unknown as Record<symbol, Dispatcher>;

let seen: Seen[] = [];
let port = 0;
let server: http.Server;
let binding: HttpBinding | undefined;
let meter: ReturnType<typeof recordMeter>;
const closers: (() => unknown)[] = [];

beforeEach(async () => {
  seen = [];
  server = http.createServer((request, response) => {
    const { 'x-mine': mine, 'x-request-id': id, traceparent } = request.headers;
    seen.push({ mine: mine?.toString(), id: id?.toString(), trace: traceparent?.toString().split('-')[1] });
    setImmediate(() => response.end('ok'));
  });
  port = await listen(server);
  meter = recordMeter();
  // Node loads its own undici with the first call, which is none of those that are looked at.
  await (await fetch(`http://127.0.0.1:${port}/`)).text();
  seen = [];
});

afterEach(async () => {
  binding?.unbind();
  for (const close of closers.splice(0)) await close();
  server.close();
  server.closeAllConnections();
});

const bind = (propagateTo: readonly string[]): void => {
  binding = bindHttp({ propagateTo, meter });
};

/** An agent that makes requests wait for one another. */
function narrowAgent(): Dispatcher {
  const shared = GLOBALS.map((symbol) => globals[symbol]).find(Boolean) as Dispatcher;
  const agent = new (shared.constructor as MakeAgent)({ connections: 2 });
  closers.push(() => agent.close());
  return agent;
}

const inJobs = (count: number, work: (mine: string) => Promise<unknown>): Promise<unknown> =>
  Promise.all(
    Array.from({ length: count }, () =>
      runJob('caller', async () => {
        const { requestId = '' } = currentContext() ?? {};
        await work(requestId);
      }),
    ),
  );

const unattributed = (): number =>
  meter.measured.filter(({ name }) => name === 'plumbline.requests.unattributed').length;

/** A handler as libraries bring one; undici 6 asks the first five, later ones the others. */
const handlerOf = (done: () => void, failed: (error: unknown) => void, data: () => void = () => undefined): object => ({
  onConnect: () => undefined,
  onHeaders: () => true,
  onData: () => (data(), true),
  onComplete: done,
  onError: failed,
  onRequestStart: () => undefined,
  onResponseStart: () => undefined,
  onResponseData: data,
  onResponseEnd: done,
  onResponseError: (_controller: unknown, error: unknown) => failed(error),
});

/** A request below `fetch`. */
const dispatch = (dispatcher: Dispatcher, options: object, handler: object = {}, data?: () => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const all = { origin: `http://127.0.0.1:${port}`, path: '/', method: 'GET', ...options };
    dispatcher.dispatch(all, Object.assign(handler, handlerOf(resolve, reject, data)));
  });

it('fetch through a pool that is full: each request has the IDs of its own caller', async () => {
  bind([`127.0.0.1:${port}`]);
  const dispatcher = narrowAgent();
  await inJobs(12, async (mine) => {
    const init = { headers: { 'x-mine': mine }, dispatcher } as object;
    await (await fetch(`http://127.0.0.1:${port}/`, init)).text();
  });
  expect(seen).toHaveLength(12);
  expect(seen.map(({ id }) => id)).toEqual(seen.map(({ mine }) => mine));
  expect(new Set(seen.map(({ trace }) => trace)).size).toBe(12);
});

it('a pool that is the global dispatcher', async () => {
  const before = GLOBALS.map((symbol) => globals[symbol]);
  bind([`127.0.0.1:${port}`]);
  const agent = narrowAgent();
  for (const symbol of GLOBALS) if (globals[symbol]) globals[symbol] = agent;
  try {
    await inJobs(12, async (mine) => {
      await (await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-mine': mine } })).text();
    });
  } finally {
    for (const [index, symbol] of GLOBALS.entries()) if (before[index]) globals[symbol] = before[index];
  }
  expect(seen.map(({ id }) => id)).toEqual(seen.map(({ mine }) => mine));
});

it('a host that is not listed: the request ID of the caller is taken off, whoever freed the connection', async () => {
  bind([]);
  const dispatcher = narrowAgent();
  await inJobs(12, async (mine) => {
    const init = { headers: { 'x-mine': mine, 'x-request-id': mine }, dispatcher } as object;
    await (await fetch(`http://127.0.0.1:${port}/`, init)).text();
  });
  expect(seen.map(({ id, trace }) => [id, trace])).toEqual(Array.from({ length: 12 }, () => [undefined, undefined]));
});

it('the same options again, and handlers that are resources of their own', async () => {
  bind([`127.0.0.1:${port}`]);
  const agent = narrowAgent();
  const options = { headers: { 'x-shared': '1' } };
  const askers: string[] = [];
  await inJobs(12, async (mine) => {
    askers.push(mine);
    await dispatch(agent, options, askers.length % 2 === 0 ? new AsyncResource('handler') : {});
  });
  expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(askers));
  expect(askers).toHaveLength(12);
});

it('a request that an interceptor repeats from the callback of a connection belongs to who asked for it', async () => {
  bind([`127.0.0.1:${port}`]);
  /** As undici's own interceptors do: the same handler again, when an answer has come. */
  const twice =
    (base: Dispatcher['dispatch']): Dispatcher['dispatch'] =>
    (options, handler) => {
      let again = true;
      const repeat = (): void => {
        again = false;
        base({ ...options }, wrapped);
      };
      const wrapped: object = new Proxy(handler as Record<PropertyKey, unknown>, {
        get(target, key) {
          if (again && (key === 'onResponseEnd' || key === 'onComplete')) return repeat;
          const value = target[key];
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
      return base(options, wrapped);
    };
  const agent = narrowAgent().compose(twice);
  await inJobs(8, (mine) => dispatch(agent, { headers: { 'x-mine': mine } }));
  expect(seen).toHaveLength(16);
  expect(seen.map(({ id }) => id)).toEqual(seen.map(({ mine }) => mine));
});

it('one handler for the requests of many: rather none of our IDs than those of another, and counted', async () => {
  bind([`127.0.0.1:${port}`]);
  const agent = narrowAgent();
  let left = 6;
  await new Promise<void>((resolve, reject) => {
    const shared = handlerOf(() => void ((left -= 1) === 0 && resolve()), reject);
    const options = { origin: `http://127.0.0.1:${port}`, path: '/', method: 'GET' };
    void inJobs(6, async (mine) => void agent.dispatch({ ...options, headers: { 'x-mine': mine } }, shared));
  });
  expect(seen.filter(({ id, mine }) => id !== undefined && id !== mine)).toEqual([]);
  expect(unattributed()).toBe(5);
});

it('what a pool held when it was not yet bound carries nothing of another', async () => {
  const agent = narrowAgent();
  const waiting = inJobs(12, (mine) => dispatch(agent, { headers: { 'x-mine': mine } }));
  bind([`127.0.0.1:${port}`]);
  await waiting;
  expect(seen).toHaveLength(12);
  expect(seen.filter(({ id, mine }) => id !== undefined && id !== mine)).toEqual([]);
});

it('a pool that was composed before it was bound', async () => {
  const agent = narrowAgent();
  const made = new Promise<readonly { constructor: unknown }[]>((resolve) => {
    (agent as unknown as EventEmitter).once('connect', (_origin, targets) => resolve(targets as []));
  });
  await dispatch(agent, {});
  seen = [];
  const [, pool] = await made;
  const origin = `http://127.0.0.1:${port}`;
  const Pool = pool?.constructor as new (origin: string, options: object) => Dispatcher;
  const narrow = new Pool(origin, { connections: 2 });
  closers.push(() => narrow.close());
  const composed = narrow.compose((base) => (options, handler) => base(options, handler));
  await dispatch(composed, {});
  bind([`127.0.0.1:${port}`]);
  // Nothing says who asked for what waited, and its clients are not known until they connect again.
  await inJobs(6, (mine) => dispatch(composed, { headers: { 'x-mine': mine }, reset: true }));
  expect(seen.filter(({ id, mine }) => id !== undefined && id !== mine)).toEqual([]);
  expect(unattributed()).toBeGreaterThan(0);
  seen = [];
  for (let index = 0; index < 4; index += 1) {
    await inJobs(1, (mine) => dispatch(composed, { headers: { 'x-mine': mine } }));
  }
  expect(seen.map(({ id, mine }) => id === mine)).toEqual([true, true, true, true]);
});

it('listeners of a connection that many requests share belong to none of them', async () => {
  bind([]);
  const agent = narrowAgent();
  const contexts: unknown[] = [];
  await inJobs(6, () => dispatch(agent, {}, {}, () => void contexts.push(currentContext())));
  expect(contexts).toEqual(Array.from({ length: 6 }, () => undefined));
});
