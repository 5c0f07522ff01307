import type { EndCall } from '../signals/dependency-calls.ts';
import { beginOf, type DependencyMetrics, type DependencyOption } from './dependency-option.ts';
import { watchCall, withLast } from './watch-call.ts';
import { type Call, type Intercept, wrap, type Wrapping } from './wrap.ts';

/** A pool or client of `pg`, which Drizzle and Kysely are given too. */
export interface PgDriverLike {
  query(...args: never[]): unknown;
}

/** By the first word of a statement, which is all that is read of it. */
const OPERATIONS: Readonly<Record<string, string>> = {
  select: 'read',
  table: 'read',
  values: 'read',
  insert: 'write',
  update: 'write',
  delete: 'write',
  merge: 'write',
  copy: 'write',
  begin: 'transaction',
  start: 'transaction',
  commit: 'transaction',
  rollback: 'transaction',
  savepoint: 'transaction',
  release: 'transaction',
};

const FIRST_WORD = /^[\s(]*([a-z]{1,12})\b/i;

function operationOf(statement: unknown): string {
  const text: unknown = typeof statement === 'string' ? statement : (statement as { text?: unknown } | undefined)?.text;
  const word = typeof text === 'string' ? FIRST_WORD.exec(text)?.[1]?.toLowerCase() : undefined;
  return word !== undefined && Object.hasOwn(OPERATIONS, word) ? (OPERATIONS[word] ?? 'other') : 'other';
}

/** A cursor or stream of its own, which ends long after `query` returned. */
const isSubmittable = (statement: unknown): boolean =>
  typeof (statement as { submit?: unknown } | undefined)?.submit === 'function';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A client that a pool lends counts like the pool. */
const lend =
  (wrapClient: (client: object) => object): Intercept =>
  (call, args) => {
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      const lent: Call = (error, client, ...rest) =>
        (callback as Call)(error, isObject(client) ? wrapClient(client) : client, ...rest);
      return call(...withLast(args, lent));
    }
    const result = call(...args);
    return result instanceof Promise
      ? result.then((client: unknown) => (isObject(client) ? wrapClient(client) : client))
      : result;
  };

function wrapDriver(driver: object, wrapping: Wrapping, begin: (operation: string) => () => EndCall): object {
  const query: Intercept = (call, args) =>
    isSubmittable(args[0]) ? call(...args) : watchCall(begin(operationOf(args[0])), call, args);
  const connect = lend((client) => wrapDriver(client, wrapping, begin));
  return wrap(driver, wrapping, (method) => (method === 'query' ? query : method === 'connect' ? connect : undefined));
}

/**
 * Counts and times the statements of a pool or client of `pg` as operations `read`, `write` and `transaction` of a declared
 * dependency, `database` unless told otherwise; declare those that you use, the rest (`WITH`, DDL) is `other`. Drizzle and
 * Kysely count when they are given what comes back. Statements, parameters, rows and errors are not recorded.
 *
 * @throws PLB_METRICS_OPTION when it is wrapped already under another name
 */
export function instrumentDatabase<T extends PgDriverLike, const N extends string = 'database'>(
  metrics: DependencyMetrics<NoInfer<N>>,
  driver: T,
  options: DependencyOption<N> = {},
): T {
  const { dependency = 'database' } = options;
  const wrapping = { by: 'instrumentDatabase', as: dependency, metrics };
  return wrapDriver(driver, wrapping, beginOf(metrics, dependency)) as T;
}
