import { noopLog, toError } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import type { Parts } from './client.ts';
import type { SentryOptions, TextRedactor } from './options.ts';
import type { Sdk } from './sdk.ts';
import { takeSnapshot } from './user-scope.ts';

/** Another Sentry client in this process marks errors it sent; the SDK would skip them without a word. */
const sentElsewhere = (error: object): boolean =>
  (error as { readonly __sentry_captured__?: unknown }).__sentry_captured__ === true;

/**
 * The SDK reads these before its own guard; if one throws there, the SDK waits for that event at every later flush.
 */
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
export function createCapture(sdk: Sdk, parts: Parts, options: SentryOptions, redactor: TextRedactor): Capture {
  const { client, account } = parts;
  const { context = currentContext, log = noopLog } = options;
  const declared = new Set<string>(options.fields);
  const ids = new WeakMap<object, string>();
  return (error, fields, handled) => {
    try {
      const key = typeof error === 'object' && error !== null ? error : undefined;
      const known = key && ids.get(key);
      if (known !== undefined || (key && sentElsewhere(key))) return known;
      const snapshot = takeSnapshot({ error, handled, context: context(), fields, declared, redactor });
      const exception = readable(error);
      const id = client.captureException(
        exception,
        { originalException: exception, data: { snapshot } },
        new sdk.Scope(),
      );
      account.captured();
      if (key) ids.set(key, id);
      return id;
    } catch (failure) {
      account.refused('malformed');
      log.warn({ error_type: toError(failure).name }, 'an error could not be captured');
      return undefined;
    }
  };
}
