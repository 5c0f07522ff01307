import { readFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { type OwnerState, PROTOCOL } from './protocol.ts';

/** An open connection that tells the owner of a directory that this process uses it. */
export interface Lease {
  readonly pid: number;
  readonly socketPath: string;
  /** False once the owner has gone or the lease was released. */
  readonly held: boolean;
  /** Resolves when the connection has ended, from either side. */
  readonly ended: Promise<void>;
  release(): void;
}

/** Nobody listens, somebody accepts and says nothing, or somebody speaks another version. */
export type NoLease = 'absent' | 'silent' | 'other-version';

/** An owner answers from memory, even while the engine works. */
const ANSWER_MS = 2_000;

function readOwner(statePath: string): OwnerState | undefined {
  try {
    const state = JSON.parse(readFileSync(statePath, 'utf8')) as OwnerState;
    return typeof state.socketPath === 'string' ? state : undefined;
  } catch {
    return undefined;
  }
}

function parseAnswer(chunk: Buffer): { readonly pid: number } | undefined {
  try {
    const answer = JSON.parse(chunk.toString('utf8')) as { readonly protocol?: number; readonly pid: number };
    return answer.protocol === PROTOCOL ? answer : undefined;
  } catch {
    return undefined;
  }
}

function hold(call: ClientRequest, response: IncomingMessage, pid: number, socketPath: string): Lease {
  let held = true;
  const ended = new Promise<void>((resolve) => {
    response.once('close', () => {
      held = false;
      resolve();
    });
  });
  // The owner may die at any time; its end is told by `ended`, not by an error.
  response.on('error', () => undefined);
  response.resume();
  // A lease keeps the owner alive, not the process that holds it.
  response.socket.unref();
  return {
    pid,
    socketPath,
    get held() {
      return held;
    },
    ended,
    release() {
      held = false;
      call.destroy();
    },
  };
}

/** Asks the owner that the state file names for a lease. */
export function requestLease(statePath: string): Promise<Lease | NoLease> {
  const owner = readOwner(statePath);
  if (owner === undefined) return Promise.resolve('absent');
  if (owner.protocol !== PROTOCOL) return Promise.resolve('other-version');
  const { socketPath } = owner;
  return new Promise((resolve) => {
    const call = request({ socketPath, path: '/lease', agent: false });
    const late = setTimeout(() => {
      resolve('silent');
      call.destroy();
    }, ANSWER_MS);
    call.on('error', () => {
      clearTimeout(late);
      resolve('absent');
    });
    call.once('response', (response) => {
      response.once('data', (chunk: Buffer) => {
        clearTimeout(late);
        const answer = parseAnswer(chunk);
        resolve(answer === undefined ? 'other-version' : hold(call, response, answer.pid, socketPath));
        if (answer === undefined) call.destroy();
      });
    });
    call.end();
  });
}
