import type { ClientHttp2Session, connect } from 'node:http2';
import { Duplex } from 'node:stream';
import type { Target } from './outgoing.ts';

/** What all client sessions share, and where a request begins. */
export interface SessionPrototype {
  request: (this: ClientHttp2Session, ...args: unknown[]) => object;
}

/**
 * The prototype of client sessions, which `node:http2` does not export: that of a session over a stream that leads nowhere.
 */
export function sessionPrototype(http2: { readonly connect: typeof connect }): SessionPrototype {
  const nowhere = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const session = http2.connect('http://localhost', { createConnection: () => nowhere });
  session.on('error', () => undefined);
  session.destroy();
  return Object.getPrototypeOf(session) as SessionPrototype;
}

function internal(session: object, name: string): string | undefined {
  const symbol = Object.getOwnPropertySymbols(session).find(({ description }) => description === name);
  const value = symbol && (session as Record<symbol, unknown>)[symbol];
  return typeof value === 'string' ? value : undefined;
}

/**
 * Where a session leads: what `connect` was told. `:authority` of a request may be anything, and nothing public tells it
 * before the connection stands, so these are fields of Node's own. Where they are missing, the host is none that is listed.
 */
export function targetOf(session: object, method: string): Target {
  const protocol = internal(session, 'protocol') ?? 'https:';
  const origin = `${protocol}//${internal(session, 'authority') ?? ''}`;
  const { hostname: host, port } = URL.canParse(origin) ? new URL(origin) : { hostname: '', port: '' };
  return { method, host, port, protocol };
}

const UNDICI: unique symbol = Symbol('plumbline.undici');

/** Undici speaks HTTP/2 through the same sessions; its own channels have told of those requests already. */
export const markUndici = (socket: object): void => void Object.assign(socket, { [UNDICI]: true });

export function isUndici(session: ClientHttp2Session): boolean {
  try {
    // A proxy in front of the socket, which lets our mark through.
    return (session.socket as { [UNDICI]?: boolean } | undefined)?.[UNDICI] === true;
  } catch {
    // A session that has ended has no socket.
    return false;
  }
}
