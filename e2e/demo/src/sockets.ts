import { appendFileSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Reads the operating system's own table of TCP connections for the processes below `root`, again and again, so that a
 * connection which no channel of Node saw (a native library's, another process's) is seen too. Linux only; elsewhere it
 * notes nothing.
 */
export function watchSockets(root: () => readonly number[], file: string, everyMs = 50): { stop(): void } {
  const seen = new Set<string>();
  const look = (): void => {
    for (const address of remoteAddresses(withChildren(root()))) {
      if (seen.has(address)) continue;
      seen.add(address);
      appendFileSync(file, `${JSON.stringify({ address })}\n`);
    }
  };
  const timer = setInterval(look, everyMs);
  return { stop: () => clearInterval(timer) };
}

const attempt = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};

function withChildren(roots: readonly number[]): Set<string> {
  const parents = new Map<string, string>();
  for (const pid of attempt(() => readdirSync('/proc'), []).filter((name) => /^\d+$/.test(name))) {
    const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), '');
    parents.set(pid, stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '');
  }
  const all = new Set(roots.map(String));
  for (let size = -1; size !== all.size;) {
    size = all.size;
    for (const [pid, parent] of parents) if (all.has(parent)) all.add(pid);
  }
  return all;
}

function remoteAddresses(pids: ReadonlySet<string>): string[] {
  const inodes = new Set<string>();
  for (const pid of pids) {
    for (const fd of attempt(() => readdirSync(`/proc/${pid}/fd`), [])) {
      const inode = /^socket:\[(\d+)\]$/.exec(attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`), ''))?.[1];
      if (inode !== undefined) inodes.add(inode);
    }
  }
  const ours = ['tcp', 'tcp6'].flatMap((table) =>
    attempt(() => readFileSync(`/proc/net/${table}`, 'utf8'), '')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .map(([, local = '', remote = '', state, , , , , , inode = '']) => ({
        local,
        remote,
        listens: state === '0A',
        inode,
      }))
      .filter(({ inode }) => inodes.has(inode)),
  );
  // A connection whose own end is a port that is listened on came in; every other one went out.
  const listening = new Set(ours.filter(({ listens }) => listens).map(({ local }) => port(local)));
  return ours
    .filter(({ local, remote, listens }) => !listens && port(remote) !== 0 && !listening.has(port(local)))
    .map(({ remote }) => decode(remote));
}

const port = (end: string): number => Number.parseInt(end.split(':')[1] ?? '0', 16);

function decode(end: string): string {
  const [hex = ''] = end.split(':');
  const bytes = (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
  const words = Array.from({ length: bytes.length / 4 }, (_, word) =>
    bytes.slice(word * 4, word * 4 + 4).toReversed(),
  ).flat();
  if (words.length === 4) return `${words.join('.')}:${port(end)}`;
  const mapped = words.slice(0, 10).every((byte) => byte === 0) && words[10] === 255;
  if (mapped) return `${words.slice(12).join('.')}:${port(end)}`;
  const groups = Array.from({ length: 8 }, (_, group) =>
    ((words[group * 2] ?? 0) * 256 + (words[group * 2 + 1] ?? 0)).toString(16),
  );
  const text = groups.join(':') === '0:0:0:0:0:0:0:1' ? '::1' : groups.join(':');
  return `[${text}]:${port(end)}`;
}
