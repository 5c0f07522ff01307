import { sayWhenLate } from '../late.ts';
import type { CheckFunction } from '../run.ts';
import type { Verdict } from '../verdict.ts';
import { needMethod } from './refuse.ts';

/** A pool or client of `pg`, or anything with its `query`. */
export interface Queryable {
  query(sql: string): Promise<unknown>;
}

/** A connection that a pool of `pg` lends. */
interface PostgresConnection extends Queryable {
  /** With `true` it is closed instead of lent again, at once and whatever runs on it. */
  release(destroy?: boolean): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
}

/** A pool of `pg`, as far as a check uses it. */
interface PostgresPool extends Queryable {
  connect(): Promise<PostgresConnection>;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly options?: { readonly max?: number | undefined } | undefined;
}

const QUESTION = 'select 1';

/** Every connection of the pool is in use: it says nothing of the database, and a replica that leaves for it helps nobody. */
const BUSY: Verdict = { status: 'degraded', error: 'PoolBusy' };

/** A question that was asked and has not ended. */
interface Attempt {
  /** Settles when nothing of it is left: no statement, and no place in the queue of the pool. */
  readonly answer: Promise<unknown>;
  /** It waits behind all connections of the pool, which are in use. */
  isQueued: boolean;
  letGo: () => void;
}

const isPool = (asked: Queryable): asked is PostgresPool => {
  const { connect, idleCount, totalCount } = asked as Partial<PostgresPool>;
  return typeof connect === 'function' && typeof totalCount === 'number' && typeof idleCount === 'number';
};

const isFull = ({ idleCount, options, totalCount }: PostgresPool): boolean =>
  idleCount === 0 && totalCount >= (options?.max ?? Number.POSITIVE_INFINITY);

const ignore = (): void => undefined;

/** Asks over a connection that the pool lends. When it is late, the connection is closed: it would be one less for the application. */
function askPool(pool: PostgresPool): Attempt {
  let connection: PostgresConnection | undefined;
  let isLate = false;
  const giveBack = (destroy: boolean): void => {
    const lent = connection;
    connection = undefined;
    lent?.release(destroy);
    // Of one that is closed the error comes later, and nobody else listens.
    if (!destroy) lent?.removeListener('error', ignore);
  };
  const ask = async (): Promise<void> => {
    const lent = (connection = await pool.connect());
    lent.on('error', ignore);
    attempt.isQueued = false;
    if (isLate) {
      giveBack(false);
      return;
    }
    try {
      await lent.query(QUESTION);
      giveBack(false);
    } catch (error) {
      giveBack(true);
      throw error;
    }
  };
  const isQueued = isFull(pool);
  const letGo = (): void => {
    isLate = true;
    giveBack(true);
  };
  const attempt: Attempt = { answer: Promise.resolve().then(ask), isQueued, letGo };
  return attempt;
}

/** A client alone cannot be interrupted: its statement is waited for. */
const askClient = (client: Queryable): Attempt => ({
  answer: Promise.resolve().then(() => client.query(QUESTION)),
  isQueued: false,
  letGo: ignore,
});

/**
 * Asks PostgreSQL for `select 1`. It never has more than one statement or place in the queue of the pool, however long the
 * database hangs. With a pool of `pg` a late statement costs its connection, which is closed, and a pool of which every
 * connection is in use is `PoolBusy`: degraded and not failed, or all replicas would leave at once for being busy. With a
 * client alone, or `query` alone, a late statement is waited for and no other is sent.
 */
export function postgresCheck(queryable: Queryable): CheckFunction {
  needMethod(queryable, 'query', 'postgresCheck', 'a pool or client of pg');
  let outstanding: Attempt | undefined;
  return async (signal) => {
    sayWhenLate(signal, () => (outstanding?.isQueued === true ? BUSY : undefined));
    for (let before = outstanding; before !== undefined; before = outstanding) await before.answer.catch(ignore);
    signal.throwIfAborted();
    const attempt = (outstanding = isPool(queryable) ? askPool(queryable) : askClient(queryable));
    signal.addEventListener('abort', attempt.letGo, { once: true });
    try {
      await attempt.answer;
    } finally {
      outstanding = undefined;
      signal.removeEventListener('abort', attempt.letGo);
    }
  };
}
