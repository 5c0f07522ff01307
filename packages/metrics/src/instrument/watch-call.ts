import type { EndCall } from '../signals/dependency-calls.ts';
import type { Call } from './wrap.ts';

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

const outcomeOf = (error: unknown): 'success' | 'failure' =>
  error === undefined || error === null ? 'success' : 'failure';

/** A callback of Node: error first. */
const isCallback = (value: unknown): value is Call => typeof value === 'function';

/** The same arguments with another last one. */
export const withLast = (args: readonly unknown[], last: Call): unknown[] => [...args.slice(0, -1), last];

/**
 * Makes a call and ends its measurement with it, whichever way it answers: by its last argument where that is a callback,
 * by a promise, or at once. What it throws, rejects with or calls back with is handed on as it is.
 */
export function watchCall(begin: () => EndCall, call: Call, args: unknown[]): unknown {
  const end = begin();
  const callback = args.at(-1);
  const given = isCallback(callback)
    ? withLast(args, (...results) => {
        end(outcomeOf(results[0]), results[0]);
        return callback(...results);
      })
    : args;
  let result: unknown;
  try {
    result = call(...given);
  } catch (error) {
    end('failure', error);
    throw error;
  }
  if (isThenable(result)) return endWith(result, end);
  if (given === args) end('success');
  return result;
}

/** Its own rejection takes the place of the first one, so that one that nobody handles is still told to the process. */
const endWith = (result: PromiseLike<unknown>, end: EndCall): PromiseLike<unknown> =>
  result.then(
    (value) => {
      end('success');
      return value;
    },
    (error: unknown) => {
      end('failure', error);
      throw error;
    },
  );
