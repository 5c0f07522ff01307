import {
  type DsnComponents,
  dsnFromString,
  type ErrorEvent,
  getEnvelopeEndpointWithUrlEncodedAuth,
  SDK_VERSION,
} from '@sentry/core';
import type { Account } from './account.ts';
import { describeError } from './describe-error.ts';
import { keepEvent } from './keep-event.ts';
import { normalizeRoot } from './module-path.ts';
import type { SentryOptions, TextRedactor } from './options.ts';
import { createTransport } from './transport.ts';
import type { Snapshot } from './user-scope.ts';

/** Whose reading of errors this is: Sentry groups and shows events by it. */
const SDK = { name: 'sentry.javascript.node', version: SDK_VERSION };

/** `infer_ip: never` keeps the receiver from storing the address the request came from. */
const SETTINGS = { infer_ip: 'never' } as const;

/** https://develop.sentry.dev/sdk/envelopes: a header, the header of the one item, and the item. */
const envelope = (event: ErrorEvent): string =>
  [{ event_id: event.event_id, sent_at: new Date().toISOString() }, { type: 'event' }, event]
    .map((part) => JSON.stringify(part))
    .join('\n');

export interface Client {
  /** Sends what the closed list keeps of one error, or counts why not. */
  readonly send: (id: string, error: Error, snapshot: Snapshot) => void;
  /** Resolves once everything that waits now has an answer or was given up. */
  readonly flush: () => Promise<unknown>;
}

/**
 * A client in place of the SDK's, made of its functions that hold nothing: the SDK's reads scopes and event processors that
 * the whole process shares, marks the errors it saw, and counts them in the sessions of others. This one reads the error.
 */
export function createClient(
  dsn: string,
  parts: {
    readonly options: SentryOptions;
    readonly redactor: TextRedactor;
    readonly account: Account;
    readonly stop: AbortSignal;
  },
): Client {
  const { options, redactor, account, stop } = parts;
  const { environment, release } = options;
  const keep = { environment, release, redactor, root: normalizeRoot(options.root ?? process.cwd()) };
  // The options are checked: this is a DSN.
  const url = getEnvelopeEndpointWithUrlEncodedAuth(dsnFromString(dsn) as DsnComponents, undefined, SDK);
  const transport = createTransport({
    url: new URL(url),
    userAgent: `${SDK.name}/${SDK.version}`,
    stop,
    onDelivered: account.delivered,
    onLost: account.lost,
  });
  const eventOf = (id: string, error: Error): ErrorEvent => ({
    type: undefined,
    event_id: id,
    timestamp: Date.now() / 1_000,
    ...describeError(error),
  });
  const send: Client['send'] = (id, error, snapshot) => {
    let body: string;
    try {
      const sdk = { ...SDK, settings: SETTINGS };
      body = envelope({ ...keepEvent(eventOf(id, error), snapshot, keep), sdk });
    } catch {
      return account.lost('malformed');
    }
    transport.send(body);
  };
  return { send, flush: transport.flush };
}
