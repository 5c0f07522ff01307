import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/** One attempt to reach beyond this machine, or a name that was asked for. */
export interface EgressAttempt {
  readonly kind: 'tcp' | 'udp' | 'dns';
  /** `host:port`, or the name that was asked for. */
  readonly target: string;
  /** Where it was attempted. */
  readonly stack: string;
}

export interface EgressWatch extends Disposable {
  /** What tried to leave. The attempt itself was refused with ECONNREFUSED. */
  readonly attempts: readonly EgressAttempt[];
  /** Every TCP connection that was begun, loopback and unix sockets included, as `host:port` or a path. */
  readonly connections: readonly string[];
  /** Puts the originals back. */
  restore(): void;
}

/** Whether a host is this machine: 127.0.0.0/8, ::1, or a name that RFC 6761 reserves for it. */
function isLoopback(host: string | undefined): boolean {
  if (host === undefined || host === '') return true;
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === '::1' || bare === 'localhost' || bare.endsWith('.localhost')) return true;
  const v4 = bare.startsWith('::ffff:') ? bare.slice(7) : bare;
  return net.isIPv4(v4) && v4.startsWith('127.');
}

interface Target {
  readonly host?: string;
  readonly port?: number | string;
  readonly path?: string;
}

/** The target of a call of Socket.connect, whose arguments may already be normalised into one array by net.connect. */
function targetOf(args: readonly unknown[]): Target {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === 'object' && first !== null) return first;
  // connect(path) and connect(port, host) share their first argument; a path is never a number.
  if (typeof first === 'string' && Number.isNaN(Number(first))) return { path: first };
  return typeof second === 'string' ? { port: Number(first), host: second } : { port: Number(first) };
}

const refusal = (target: string): Error =>
  Object.assign(new Error(`egress refused: ${target} is beyond loopback`), { code: 'ECONNREFUSED' });

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Watches and refuses every attempt of this process to leave the machine: TCP and TLS sockets, UDP datagrams, names asked
 * of DNS. Unix sockets and loopback pass. What a child process does is not seen.
 */
export function watchEgress(): EgressWatch {
  const attempts: EgressAttempt[] = [];
  const connections: string[] = [];
  const undo: (() => void)[] = [];
  const note = (kind: EgressAttempt['kind'], target: string): Error => {
    const error = refusal(target);
    attempts.push({ kind, target, stack: error.stack ?? '' });
    return error;
  };
  const patch = (owner: object, method: string, make: (original: AnyFunction) => AnyFunction): void => {
    const holder = owner as Record<string, unknown>;
    const original = holder[method];
    if (typeof original !== 'function') return;
    holder[method] = make(original as AnyFunction);
    undo.push(() => void (holder[method] = original));
  };

  patch(net.Socket.prototype, 'connect', (original) => {
    return function connect(this: unknown, ...args) {
      const { host, port, path } = targetOf(args);
      connections.push(path ?? `${host ?? 'localhost'}:${port ?? ''}`);
      if (path !== undefined || isLoopback(host)) return original.apply(this, args);
      const error = note('tcp', `${host ?? ''}:${port ?? ''}`);
      queueMicrotask(() => (this as net.Socket).destroy(error));
      return this;
    };
  });
  // send(msg[, offset, length][, port][, address][, callback]) and connect(port[, address][, callback]): the address is
  // the last text after the first argument.
  for (const method of ['send', 'connect']) {
    patch(dgram.Socket.prototype, method, (original) => {
      return function reach(this: unknown, ...args) {
        const address = args.slice(1).findLast((argument) => typeof argument === 'string');
        if (isLoopback(address)) return original.apply(this, args);
        const error = note('udp', address ?? '');
        const callback = args.at(-1);
        if (typeof callback === 'function') queueMicrotask(() => (callback as (error: Error) => void)(error));
        return undefined;
      };
    });
  }
  watchNames(patch, note);
  syncBuiltinESMExports();
  const restore = (): void => {
    for (const put of undo.splice(0)) put();
    syncBuiltinESMExports();
  };
  return { attempts, connections, restore, [Symbol.dispose]: restore };
}

/** Every call of node:dns that would ask a server, in its callback and its promise form. */
function watchNames(
  patch: (owner: object, method: string, make: (original: AnyFunction) => AnyFunction) => void,
  note: (kind: 'dns', target: string) => Error,
): void {
  const asks = (method: string): boolean => /^(?:lookup|resolve|reverse)/.test(method);
  const pass = (name: unknown): boolean => typeof name !== 'string' || isLoopback(name) || net.isIP(name) !== 0;
  for (const owner of [dns, dns.Resolver.prototype]) {
    for (const method of Object.getOwnPropertyNames(owner).filter((key) => asks(key))) {
      patch(owner, method, (original) => {
        return function ask(this: unknown, ...args) {
          if (pass(args[0])) return original.apply(this, args);
          const error = note('dns', String(args[0]));
          const callback = args.at(-1) as (error: Error) => void;
          queueMicrotask(() => callback(error));
          return undefined;
        };
      });
    }
  }
  for (const owner of [dns.promises, dns.promises.Resolver.prototype]) {
    for (const method of Object.getOwnPropertyNames(owner).filter((key) => asks(key))) {
      patch(owner, method, (original) => {
        return function ask(this: unknown, ...args) {
          if (pass(args[0])) return original.apply(this, args);
          return Promise.reject(note('dns', String(args[0])));
        };
      });
    }
  }
}
