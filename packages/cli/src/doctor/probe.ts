import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { connect } from 'node:net';

/** A server in the same cluster answers within milliseconds; two seconds allow for a cold one far away. */
export const PROBE_MS = 2_000;

const reason = (error: Error): string => (error as NodeJS.ErrnoException).code ?? 'no connection';

/** Why no TCP connection could be made, or undefined. Host and port are named by the caller, never here. */
export function tcpObstacle(url: URL): Promise<string | undefined> {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname.replaceAll(/^\[|\]$/g, ''), port });
    const end = (why: string | undefined): void => {
      clearTimeout(late);
      socket.destroy();
      resolve(why);
    };
    const late = setTimeout(() => end(`no answer within ${PROBE_MS / 1000} s`), PROBE_MS);
    socket.once('connect', () => end(undefined));
    socket.once('error', (error) => end(reason(error)));
  });
}

/** The answer to one GET, or why there was none. */
export function httpAnswer(
  target: URL | { readonly socketPath: string; readonly path: string },
): Promise<{ readonly status: number; readonly body: string } | { readonly obstacle: string }> {
  return new Promise((resolve) => {
    const call = target instanceof URL && target.protocol === 'https:' ? requestTls(target) : request(target);
    const late = setTimeout(() => {
      resolve({ obstacle: `no answer within ${PROBE_MS / 1000} s` });
      call.destroy();
    }, PROBE_MS);
    call.on('error', (error) => {
      clearTimeout(late);
      resolve({ obstacle: reason(error) });
    });
    call.once('response', (response) => {
      // The first bytes say enough; some answers never end.
      response.once('data', (chunk: Buffer) => {
        clearTimeout(late);
        resolve({ status: response.statusCode ?? 0, body: chunk.toString('utf8') });
        call.destroy();
      });
      response.once('end', () => {
        clearTimeout(late);
        resolve({ status: response.statusCode ?? 0, body: '' });
      });
    });
    call.end();
  });
}
