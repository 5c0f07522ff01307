import type { Socket } from 'node:net';

/** The services that use the directory: one open connection each, so that a killed service is seen at once. */
export interface Leases {
  add(connection: Socket): void;
  /** Ends as soon as the last service has gone, without waiting for another. */
  hurry(): void;
}

/** A service that restarts finds the owner still there. */
const LINGER_MS = 1_000;

/** Whoever started this process connects within milliseconds, unless it was killed. */
const FIRST_LEASE_MS = 10_000;

/** Calls `onUnused` once when nobody holds a lease any more. */
export function createLeases(onUnused: () => void): Leases {
  const held = new Set<Socket>();
  let lingerMs = LINGER_MS;
  let timer = setTimeout(onUnused, FIRST_LEASE_MS);
  const settle = (): void => {
    clearTimeout(timer);
    if (held.size === 0) timer = setTimeout(onUnused, lingerMs);
  };
  return {
    add(connection) {
      held.add(connection);
      settle();
      connection.once('close', () => {
        held.delete(connection);
        settle();
      });
    },
    hurry() {
      lingerMs = 0;
      settle();
    },
  };
}
