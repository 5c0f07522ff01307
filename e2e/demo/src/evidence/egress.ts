import { existsSync } from 'node:fs';
import { readLines } from './sources.ts';

export interface EgressEvidence {
  /** Every address a service opened a connection to, with how often. */
  readonly destinations: readonly { readonly address: string; readonly connections: number }[];
  /** Those of them beyond this machine. */
  readonly external: number;
}

interface Connection {
  readonly address: string;
}

/** Loopback as RFC 6890 and RFC 4291 define it, and sockets of the file system. */
const isLocal = (address: string): boolean =>
  address.startsWith('unix:') || /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)(:|$)/.test(address);

/** Reads what the recorders in the services and the sampling of the operating system's socket table wrote down. */
export function egressEvidence(files: readonly string[]): EgressEvidence {
  const counts = new Map<string, number>();
  for (const { address } of files.filter((file) => existsSync(file)).flatMap((file) => readLines<Connection>(file))) {
    counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  const destinations = [...counts]
    .map(([address, connections]) => ({ address, connections }))
    .toSorted((a, b) => b.connections - a.connections);
  return { destinations, external: destinations.filter(({ address }) => !isLocal(address)).length };
}
