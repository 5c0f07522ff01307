import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { userInfo } from 'node:os';
import { type EmbeddedPaths, type OwnerState, PROTOCOL, socketPathOf } from '../embedded/protocol.ts';
import type { Engine } from './engine.ts';
import type { Leases } from './leases.ts';
import { writeLog } from './log.ts';
import { readStatement } from './read-request.ts';
import { codeOf, writeAnswer, writeFailure } from './write-answer.ts';

export interface Listener {
  /** Takes no more requests and removes socket and state file, so that the next owner finds nothing of this one. */
  close(): void;
}

function usablePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  // Anybody can make this name in a shared temporary folder first.
  const ours = found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0;
  if (!ours) throw new Error('the private folder for sockets belongs to somebody else');
}

async function answer(engine: Engine, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  try {
    const statement = await readStatement(request, url);
    if (request.destroyed && !request.complete) return;
    await writeAnswer(request, response, url, await engine.run(statement));
  } catch (error) {
    // The message of the engine can quote a row; the log gets the code alone.
    if (!request.socket.destroyed) writeLog(`statement refused with code ${codeOf(error)}`);
    writeFailure(response, error);
  }
}

function lease(leases: Leases, request: IncomingMessage, response: ServerResponse): void {
  leases.add(request.socket);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(`${JSON.stringify({ protocol: PROTOCOL, pid: process.pid })}\n`);
}

const listening = (server: Server, socketPath: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });

/** Speaks ClickHouse's HTTP interface on a socket that only this user can open. Call it while holding the lock. */
export async function listen(
  directory: string,
  paths: EmbeddedPaths,
  engine: Engine,
  leases: Leases,
): Promise<Listener> {
  const { socketPath, privateFolder } = socketPathOf(directory);
  if (privateFolder !== undefined) usablePrivateFolder(privateFolder);
  let closed = false;
  const server = createServer((request, response) => {
    // A connection that was accepted just before the end: whoever asks now must find the next owner.
    if (closed) {
      request.destroy();
      return;
    }
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/lease') lease(leases, request, response);
    else if (url.pathname === '/ping') response.end('Ok.\n');
    else void answer(engine, request, response, url);
  });
  // A long query is no fault of the connection; services set their own deadlines.
  server.requestTimeout = 0;
  // Holding the lock of the engine, nobody else can be listening: what lies there is stale.
  rmSync(socketPath, { force: true });
  await listening(server, socketPath);
  chmodSync(socketPath, 0o600);
  const state: OwnerState = { protocol: PROTOCOL, pid: process.pid, socketPath };
  writeFileSync(`${paths.state}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${paths.state}.new`, paths.state);
  return {
    close() {
      closed = true;
      rmSync(paths.state, { force: true });
      server.close();
      rmSync(socketPath, { force: true });
    },
  };
}
