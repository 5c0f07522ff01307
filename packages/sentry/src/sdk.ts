import { PlumblineError, toError } from '@plumbline/core';
import type * as sdk from '@sentry/node';
import type { SentryLib } from './sentry-lib.ts';

/** The module with its own types, for use inside this package only: the published types must not need an optional peer. */
export type Sdk = typeof sdk;
export type Client = sdk.NodeClient;
export type ClientOptions = ConstructorParameters<Sdk['NodeClient']>[0];
export type ErrorEvent = sdk.ErrorEvent;
export type Exception = sdk.Exception;
export type StackFrame = sdk.StackFrame;
export type TransportOptions = Parameters<Sdk['makeNodeTransport']>[0];
export type Transport = ReturnType<Sdk['makeNodeTransport']>;

/** Imports `@sentry/node` unless it was handed in. Nothing else in this package does. */
export async function loadSentry(lib: SentryLib | undefined): Promise<Sdk> {
  if (lib) return lib as unknown as Sdk;
  try {
    return await import('@sentry/node');
  } catch (error) {
    throw new PlumblineError('PLB_ADAPTER_DEPENDENCY', 'sentry: a DSN is set, but @sentry/node cannot be imported', {
      cause: toError(error),
      fix: 'Run `npm install @sentry/node@11`, or leave `dsn` out (SENTRY_DSN with @plumbline/node).',
    });
  }
}
