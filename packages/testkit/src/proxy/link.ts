import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type { ProxyFault } from './fault.ts';

/** Where the real server listens. */
export type ProxyTarget = { readonly host: string; readonly port: number } | { readonly socketPath: string };

/** What the links of one proxy share. */
export interface LinkState {
  readonly to: ProxyTarget;
  readonly fault: () => ProxyFault;
  readonly count: (direction: Direction, bytes: number) => void;
}

/** One client's connection and the one to the server that belongs to it. */
export interface Link {
  /** The fault was changed: what a fault has swallowed cannot go on, everything else does. */
  changed(): void;
  /** Resets both sides. */
  reset(): void;
}

type Direction = 'request' | 'reply';

/** An answer counts as complete when the server was quiet for so long: a TCP proxy sees no end of a message. */
const QUIET_MS = 25;

const DRIPS_PER_SECOND = 20;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const write = (to: Socket, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => (to.destroyed || to.writableEnded ? resolve() : to.write(bytes, () => resolve())));

const optionsOf = (to: ProxyTarget): NetConnectOpts =>
  'socketPath' in to ? { path: to.socketPath, allowHalfOpen: true } : { ...to, allowHalfOpen: true };

/** Opens the other half for an accepted connection and moves bytes under whatever fault holds at that moment. */
export function createLink(client: Socket, state: LinkState, onClose: () => void): Link {
  const server = connect(optionsOf(state.to));
  let sinceChange: Record<Direction, number> = { request: 0, reply: 0 };
  let spoilt = false;
  let quiet: ReturnType<typeof setTimeout> | undefined;

  const reset = (): void => {
    clearTimeout(quiet);
    client.resetAndDestroy();
    server.destroy();
  };

  const move = async (direction: Direction, bytes: Uint8Array): Promise<void> => {
    const to = direction === 'request' ? server : client;
    state.count(direction, bytes.length);
    sinceChange[direction] += bytes.length;
    await write(to, bytes);
  };

  const drip = async (bytes: Uint8Array): Promise<void> => {
    for (let at = 0; at < bytes.length;) {
      const fault = state.fault();
      if (client.destroyed) return;
      const rate = fault.kind === 'drip' ? fault.bytesPerSecond : undefined;
      const size = rate === undefined ? bytes.length - at : Math.max(1, Math.round(rate / DRIPS_PER_SECOND));
      if (rate !== undefined) await wait((size / rate) * 1000);
      await move('reply', bytes.subarray(at, at + size));
      at += size;
    }
  };

  const loseReply = (direction: Direction, bytes: Uint8Array, afterBytes: number): Promise<void> => {
    if (direction === 'request' || sinceChange.request < afterBytes) return move(direction, bytes);
    spoilt = true;
    clearTimeout(quiet);
    quiet = setTimeout(reset, QUIET_MS);
    return Promise.resolve();
  };

  const resetAfter = async (direction: Direction, bytes: Uint8Array, most: number): Promise<void> => {
    const room = most - sinceChange[direction];
    if (bytes.length < room) return move(direction, bytes);
    await move(direction, bytes.subarray(0, room));
    reset();
  };

  /** Resolves when the next piece may be read; a connection that hangs never does. */
  const pass = async (direction: Direction, bytes: Uint8Array): Promise<void> => {
    const fault = state.fault();
    // What belongs to something that was swallowed is swallowed too.
    if (spoilt && fault.kind !== 'lose-reply') return;
    if (fault.kind === 'drip' && direction === 'reply') return drip(bytes);
    if (fault.kind === 'lose-reply') return loseReply(direction, bytes, fault.afterBytes ?? 0);
    if (fault.kind === 'reset-after' && direction === (fault.of ?? 'request')) {
      return resetAfter(direction, bytes, fault.bytes);
    }
    if (fault.kind === 'hang') {
      spoilt = true;
      return new Promise(() => undefined);
    }
    if (fault.kind === 'half-close') {
      spoilt = true;
      return void client.end();
    }
    if (fault.kind === 'latency') await wait(fault.ms);
    return move(direction, bytes);
  };

  const carry = (direction: Direction, from: Socket, to: Socket): void => {
    from.on('data', (bytes: Buffer) => {
      from.pause();
      void pass(direction, bytes).then(() => from.resume());
    });
    from.on('end', () => {
      const { kind } = state.fault();
      if (spoilt && direction === 'reply') return kind === 'lose-reply' ? reset() : undefined;
      if (kind === 'hang') spoilt = true;
      else to.end();
    });
  };
  carry('request', client, server);
  carry('reply', server, client);
  client.on('error', () => server.destroy());
  client.on('close', () => {
    clearTimeout(quiet);
    server.destroy();
    onClose();
  });
  // A server that is gone looks to the client as it would without a proxy: the connection breaks.
  server.on('error', () => client.resetAndDestroy());
  server.on('close', () => {
    if (!spoilt && !client.writableEnded) client.resetAndDestroy();
  });
  return {
    changed() {
      sinceChange = { request: 0, reply: 0 };
      if (spoilt) reset();
    },
    reset,
  };
}
