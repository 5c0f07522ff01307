import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

/** Version of what owner and services say to each other; both sides refuse another one. */
export const PROTOCOL = 1;

/** How a child process that could not own the directory tells why. */
export const exitCodes = {
  /** Another process holds the lock of the directory. */
  locked: 17,
  /** chDB cannot be imported. */
  missing: 18,
  /** The directory could not be opened for another reason; the log says which. */
  failed: 19,
} as const;

/** What the owner of a directory writes beside the data once it answers. */
export interface OwnerState {
  readonly protocol: number;
  readonly pid: number;
  readonly socketPath: string;
}

/** Paths inside a directory of embedded ClickHouse. */
export interface EmbeddedPaths {
  /** chDB's own folder, which it locks. */
  readonly engine: string;
  readonly state: string;
  readonly log: string;
  readonly previousLog: string;
}

export const embeddedPaths = (directory: string): EmbeddedPaths => ({
  engine: path.join(directory, 'clickhouse'),
  state: path.join(directory, 'server.json'),
  log: path.join(directory, 'server.log'),
  previousLog: path.join(directory, 'server.previous.log'),
});

/** macOS allows 104 bytes in the path of a socket, Linux 108; both count the closing zero. */
const MAX_SOCKET_PATH_BYTES = 100;

/** Where the owner listens: beside the data, or in a private folder of the system's temporary one when that is too long. */
export function socketPathOf(directory: string): { readonly socketPath: string; readonly privateFolder?: string } {
  const beside = path.join(directory, 'server.sock');
  if (Buffer.byteLength(beside) < MAX_SOCKET_PATH_BYTES) return { socketPath: beside };
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const privateFolder = path.join(tmpdir(), `plumbline-${userInfo().uid}`);
  return { socketPath: path.join(privateFolder, `${name}.sock`), privateFolder };
}
