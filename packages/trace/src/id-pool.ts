import { randomFillSync } from 'node:crypto';

/** Random IDs of W3C trace context. */
export interface IdPool {
  /** 32 lower-case hex digits. */
  readonly traceId: () => string;
  /** 16 lower-case hex digits. */
  readonly spanId: () => string;
}

/** One call of the system's generator costs more than all else a request needs, so bytes are fetched for 128 requests. */
const POOL_BYTES = 128 * 24;

/** A source of IDs that are unpredictable and, by their 64 and 128 random bits, never all zero in practice. */
export function createIdPool(): IdPool {
  const bytes = Buffer.allocUnsafe(POOL_BYTES);
  let used = POOL_BYTES;
  const take = (count: number): string => {
    if (used + count > POOL_BYTES) {
      randomFillSync(bytes);
      used = 0;
    }
    used += count;
    return bytes.toString('hex', used - count, used);
  };
  return { traceId: () => take(16), spanId: () => take(8) };
}
