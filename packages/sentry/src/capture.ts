import { randomUUID } from 'node:crypto';
import { noopLog, toError } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import type { Account } from './account.ts';
import type { Client } from './client.ts';
import type { SentryOptions, TextRedactor } from './options.ts';
import { takeSnapshot } from './user-scope.ts';

/** Reads once what is read later, so that an error that cannot be read is still told of. */
function readable(thrown: unknown): Error {
  try {
    const error = toError(thrown);
    for (const key of ['name', 'message', 'stack', 'cause']) Reflect.get(error, key);
    return error;
  } catch {
    return new Error('an error whose properties cannot be read');
  }
}

/** Captures one error: never throws, never waits. */
export type Capture = (
  error: unknown,
  fields: Readonly<Record<string, unknown>>,
  handled: boolean,
) => string | undefined;

/** Makes the one way into the client. */
export function createCapture(parts: {
  readonly client: Client;
  readonly account: Account;
  readonly options: SentryOptions;
  readonly redactor: TextRedactor;
}): Capture {
  const { client, account, options, redactor } = parts;
  const { context = currentContext, log = noopLog } = options;
  const declared = new Set<string>(options.fields);
  const ids = new WeakMap<object, string>();
  return (error, fields, handled) => {
    try {
      const key = typeof error === 'object' && error !== null ? error : undefined;
      const known = key && ids.get(key);
      if (known !== undefined) return known;
      const snapshot = takeSnapshot({ error, handled, context: context(), fields, declared, redactor });
      const id = randomUUID().replaceAll('-', '');
      account.captured();
      client.send(id, readable(error), snapshot);
      if (key) ids.set(key, id);
      return id;
    } catch (failure) {
      account.refused('malformed');
      log.warn({ error_type: toError(failure).name }, 'an error could not be captured');
      return undefined;
    }
  };
}
