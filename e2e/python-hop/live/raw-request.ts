import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface RawAnswer {
  /** 0 where the server closed without an answer. */
  readonly status: number;
  readonly requestId: string | undefined;
}

/** A connection without an answer for this long counts as closed without one. */
const IDLE_MS = 30_000;

/**
 * Sends a GET with these header lines, byte for byte (latin-1), so that what no HTTP client would send arrives. Each call has
 * a connection of its own.
 */
export async function sendRaw(port: number, path: string, headerLines: readonly string[]): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  // A server that refuses the head may close before it has read all of it.
  socket.on('error', () => socket.destroy());
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  await once(socket, 'connect');
  const head = [`GET ${path} HTTP/1.1`, 'host: 127.0.0.1', 'connection: close', ...headerLines, '', ''];
  // Not ended: uvicorn drops a connection whose client has ended its side.
  socket.write(Buffer.from(head.join('\r\n'), 'latin1'));
  const text = await buffer(socket).then(
    (bytes) => bytes.toString('latin1'),
    () => '',
  );
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
  return { status, requestId: /^x-request-id: ?(.*?)\r$/im.exec(text)?.[1] };
}
