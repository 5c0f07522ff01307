import { Buffer } from 'node:buffer';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { PlumblineError, toError } from '../errors.ts';

/** `sun_path` of unix(7) holds 108 bytes on Linux and 104 on macOS, the final zero included. */
const MAX_SOCKET_PATH_BYTES = 103;

/** A name that the kernel holds for this process and frees when the process ends, however it ends. */
export interface Hold {
  release(): Promise<void>;
}

/** Where the socket of a name lives. A long folder is shortened through its open descriptor, which only Linux offers. */
export function socketAddress(directory: string, directoryFd: number, name: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\plumbline-${name}`;
  const plain = path.join(directory, name);
  if (Buffer.byteLength(plain) <= MAX_SOCKET_PATH_BYTES) return plain;
  if (process.platform === 'linux') return `/proc/self/fd/${directoryFd}/${name}`;
  throw new PlumblineError('PLB_JOURNAL_WRITE', 'the path of `directory` is too long for a socket', {
    fix: `Choose a folder whose path has at most ${MAX_SOCKET_PATH_BYTES - name.length - 1} bytes.`,
  });
}

/**
 * Holds a name as a listening Unix socket. Unlike a PID in a file it cannot outlive the process, cannot be mistaken after
 * the PID is used again, works between containers that share the folder, and stays held while the process is stopped.
 */
export function holdName(address: string): Promise<Hold> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', (error) => {
      reject(new PlumblineError('PLB_JOURNAL_WRITE', '`directory` cannot hold the lock socket', { cause: error }));
    });
    const release = (): Promise<void> => new Promise((done) => void server.close(() => done()));
    // exclusive: in a cluster the primary would otherwise hold the name for its workers.
    server.listen({ path: address, exclusive: true }, () => resolve({ release }));
  });
}

/** Whether a living process holds the name. Anything but a clear no counts as yes: a live journal must not be taken. */
export function isHeld(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      const code = (toError(error) as NodeJS.ErrnoException).code;
      resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT');
    });
  });
}
