import { toError } from '@plumbline/core';

const NAME = /^[A-Za-z]{1,40}$/;

/** The name of what was thrown, where it is a name: an error can be made to say anything, or to throw when it is asked. */
export function errorName(thrown: unknown): string {
  try {
    const { name } = toError(thrown);
    return typeof name === 'string' && NAME.test(name) ? name : 'Error';
  } catch {
    return 'Error';
  }
}
