import { once } from 'node:events';
import { type AddressInfo, connect, type Server } from 'node:net';
import type { Labels, Log, Meter } from '@plumbline/core';
import { noopLog, noopMeter } from '@plumbline/core';

/** One measurement that a package made. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly labels: Labels;
}

/** A meter of ours that keeps what it is given, and can be waited for. */
export function recordMeter() {
  const measured: Measurement[] = [];
  const waiting: (() => void)[] = [];
  const keep =
    (name: string) =>
    (value: number, labels: Labels = {}): void => {
      measured.push({ name, value, labels });
      for (const check of waiting) check();
    };
  const labelsOf = (name: string): readonly Labels[] =>
    measured.filter((one) => one.name === name).map(({ labels }) => labels);
  const meter: Meter = {
    ...noopMeter,
    createCounter: (name) => ({ add: keep(name) }),
    createHistogram: (name) => ({ record: keep(name) }),
  };
  return {
    ...meter,
    measured,
    /** The labels under a name, once there are `count` of them. */
    async labels(name: string, count: number): Promise<readonly Labels[]> {
      const done = deferred<void>();
      const check = (): void => {
        if (labelsOf(name).length >= count) done.resolve();
      };
      waiting.push(check);
      check();
      await done.promise;
      return labelsOf(name);
    },
  };
}

/** A log of ours that keeps its lines. */
export function recordLog(): Log & { readonly lines: { level: string; fields: object; message: string }[] } {
  const lines: { level: string; fields: object; message: string }[] = [];
  const at =
    (level: string) =>
    (first: unknown, message = '') =>
      void lines.push({ level, fields: first as object, message });
  return { ...noopLog, lines, info: at('info'), warn: at('warn'), error: at('error') };
}

/** Starts a server on loopback and answers with its port. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A promise with its resolver: tests wait for events, never for time. */
export function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Calls back once `count` values were added. */
export function collect<T>(count: number): { readonly add: (value: T) => void; readonly all: Promise<readonly T[]> } {
  const values: T[] = [];
  const done = deferred<readonly T[]>();
  return {
    all: done.promise,
    add(value) {
      values.push(value);
      if (values.length === count) done.resolve(values);
    },
  };
}

/** Sends bytes as they are and answers with all that comes back before the server closes. */
export async function exchangeRaw(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => void parts.push(part));
  // A server that closes before it has read everything resets the connection; what came until then is the answer.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((done) => void socket.on('close', () => done()));
  socket.write(bytes);
  await closed;
  return Buffer.concat(parts).toString('latin1');
}

/** The value of a header in a raw answer. */
export const rawHeader = (answer: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(answer)?.[1]?.trim();

/** An asynchronous handler for a caller that waits for nothing; a rejection fails the test run. */
export const detached =
  <Args extends readonly unknown[]>(handler: (...args: Args) => Promise<void>): ((...args: Args) => void) =>
  (...args) =>
    void handler(...args);
