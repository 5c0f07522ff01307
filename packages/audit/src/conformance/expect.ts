import { AssertionError } from 'node:assert/strict';
import { inspect, isDeepStrictEqual } from 'node:util';
import { isPlumblineError } from '@plumbline/core';
import type { ErrorCode } from '@plumbline/core';

/** Rows are long, and the first that differs tells enough. */
const show = (value: unknown): string => inspect(value, { depth: 4, maxArrayLength: 5, maxStringLength: 400 });

const fail = (what: string, expected: string, found: string): never => {
  throw new AssertionError({ message: `${what}: expected ${expected}, found ${found}` });
};

/** Throws unless both are the same by value. */
export function expectSame(what: string, found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) fail(what, show(expected), show(found));
}

/** As {@link expectSame} for lists; names the first entry that differs. */
export function expectList(what: string, found: readonly unknown[], expected: readonly unknown[]): void {
  const at = expected.findIndex((value, n) => !isDeepStrictEqual(found[n], value));
  if (at >= 0) fail(`${what}, entry ${at}`, show(expected[at]), show(found[at]));
  if (found.length !== expected.length) fail(`${what}, number of entries`, String(expected.length), `${found.length}`);
}

/** Throws unless the work is refused, with the code where one is given. */
export async function expectRefusal(what: string, work: () => Promise<unknown>, code?: ErrorCode): Promise<void> {
  const error: unknown = await work().then(
    () => undefined,
    (thrown: unknown) => thrown ?? new Error('nothing was thrown'),
  );
  if (error === undefined) fail(what, `a rejection${code ? ` with ${code}` : ''}`, 'that it resolved');
  if (code === undefined) return;
  if (!isPlumblineError(error) || error.code !== code) fail(what, `a rejection with ${code}`, show(error));
}
