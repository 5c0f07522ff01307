import type { CheckFunction } from '../run.ts';
import { checkError } from '../verdict.ts';
import { needMethod } from './refuse.ts';

/** A client, pool or cluster of `redis` (node-redis) or `ioredis`. */
export interface RedisLike {
  ping(): Promise<unknown>;
  /** node-redis: connected and authenticated. */
  readonly isReady?: boolean;
  /** ioredis: `wait` (connects when asked), `connecting`, `connect`, `ready`, `close`, `reconnecting` or `end`. */
  readonly status?: string;
}

const LOST: ReadonlySet<unknown> = new Set(['close', 'reconnecting', 'end']);

/** An error of Redis begins with its code, such as `NOAUTH`, `WRONGPASS` or `LOADING`. */
function withCode(thrown: unknown): unknown {
  const { message, code } = (thrown ?? {}) as { readonly message?: unknown; readonly code?: unknown };
  if (code !== undefined || typeof message !== 'string') return thrown;
  const [, told] = /^([A-Z]{3,30})(?: |$)/.exec(message) ?? [];
  return told === undefined ? thrown : checkError('RedisError', told);
}

/**
 * Sends PING through the application's own client. A client without a connection fails as `NotConnected` at once: it would
 * keep the command until it is connected again. A server that refuses the command is named by its code, such as `NOAUTH`.
 */
export function redisCheck(client: RedisLike): CheckFunction {
  needMethod(client, 'ping', 'redisCheck', 'a client of redis or ioredis');
  return async () => {
    if (client.isReady === false || LOST.has(client.status)) throw checkError('NotConnected');
    const answer = await client.ping().catch((error: unknown) => {
      throw withCode(error);
    });
    // With RESP2 and a subscription it is a list of two.
    if (!/^pong\b/i.test(String(answer))) throw checkError('UnexpectedAnswer');
  };
}
