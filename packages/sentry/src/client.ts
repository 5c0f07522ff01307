import { noopMeter } from '@plumbline/core';
import { type Account, createAccount } from './account.ts';
import { keepEvent } from './keep-event.ts';
import { normalizeRoot } from './module-path.ts';
import type { SentryOptions, TextRedactor } from './options.ts';
import type { Client, ClientOptions, ErrorEvent, Sdk } from './sdk.ts';
import { createTransport } from './transport.ts';
import type { Snapshot } from './user-scope.ts';

/** Every switch of data collection, off. Our closed list would drop the data too; this keeps it from being gathered. */
const CLOSED = {
  userInfo: false,
  cookies: false,
  httpHeaders: false,
  httpBodies: [],
  urlQueryParams: false,
  graphQL: { document: false, variables: false },
  genAI: { inputs: false, outputs: false },
  mcp: { inputs: false, outputs: false },
  databaseQueryData: false,
  queues: false,
  stackFrameVariables: false,
  frameContextLines: 0,
} satisfies ClientOptions['dataCollection'];

/**
 * Errors that may wait at once. The SDK's 64 also bounds what one tick may capture, so a burst of failing requests loses
 * most of itself; at some 10 kB an event this is 10 MB at worst.
 */
const MAX_PENDING = 1_000;

/** The client's options. `tracesSampleRate` must be absent: 0 is enough for trace headers to third parties. */
const closedOptions = (sdk: Sdk, dsn: string): Omit<ClientOptions, 'transport'> => ({
  dsn,
  stackParser: sdk.defaultStackParser,
  integrations: [],
  traceLifecycle: 'static',
  dataCollection: CLOSED,
  attachStacktrace: false,
  maxBreadcrumbs: 0,
  sendClientReports: false,
  includeServerName: false,
  enableOpenTelemetrySetup: false,
  enableRuntimeChannelInjection: false,
});

export interface Parts {
  readonly client: Client;
  readonly account: Account;
  readonly stop: AbortController;
}

/**
 * A client of its own instead of `Sentry.init`: init reads a dozen environment variables (one of them turns tracing on),
 * sets a global async strategy and a global client. Here nothing global changes, and no scope but ours is read.
 */
export function createClient(sdk: Sdk, dsn: string, options: SentryOptions, redactor: TextRedactor): Parts {
  const { environment, release, meter = noopMeter } = options;
  const account = createAccount(meter);
  const approved = new WeakSet<object>();
  const stop = new AbortController();
  const keep = { environment, release, redactor, root: normalizeRoot(options.root ?? process.cwd()) };
  const client = new sdk.NodeClient({
    ...closedOptions(sdk, dsn),
    transportOptions: { bufferSize: MAX_PENDING },
    transport: (given) =>
      createTransport(given, {
        sdk,
        approved,
        stop: stop.signal,
        onDelivered: account.delivered,
        onLost: account.lost,
      }),
    beforeSend: (event: ErrorEvent, hint) => {
      const snapshot = (hint.data as { readonly snapshot?: Snapshot } | undefined)?.snapshot;
      if (!snapshot) return null;
      const kept = keepEvent(event, snapshot, keep);
      approved.add(kept);
      return kept;
    },
  });
  // The SDK's own count of what its pipeline drops; the transport reports through its own callback.
  client.recordDroppedEvent = (reason) => account.lost(reason === 'queue_overflow' ? 'queue_full' : 'malformed');
  // Causes are part of an error. Without `client.init()` no other integration and no global strategy is set up.
  client.addIntegration(sdk.linkedErrorsIntegration());
  return { client, account, stop };
}
