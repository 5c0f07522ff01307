import type { OutboundEvent } from '@plumbline/core';
import type { PosthogLib, PosthogMessage } from './client.ts';
import { SEND_PATH } from './egress.ts';
import { userOf } from './user-of.ts';

/** Most events of one batch. */
export const MAX_BATCH = 100;

/** What came of one batch, as seen on the way and not as the client tells it. */
export interface Exchange {
  readonly answer?: { readonly status: number; readonly retryAfter: string | null; readonly body: string };
  /** What ended the request when no answer came. */
  readonly failure?: unknown;
  /** IDs of the events that the client says it sent. */
  readonly sent: ReadonlySet<string>;
}

/** What the adapter keeps open: nothing but how to make a client. */
export interface Sender {
  readonly lib: PosthogLib;
  readonly host: string;
  readonly apiKey: string;
  readonly sendTimeoutMs: number;
}

const toMessage = ({ eventId, name, occurredAt, anonymousUserId, payload }: OutboundEvent): PosthogMessage => ({
  // An ID is compulsory. One shared by all who are unknown would make them one person.
  distinctId: anonymousUserId === '' ? `anon-${eventId}` : userOf(anonymousUserId),
  event: name,
  uuid: eventId,
  timestamp: new Date(occurredAt),
  properties: { ...payload, $process_person_profile: false },
  disableGeoip: true,
});

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The client's way out: one address, no redirect, an end at the deadline, and the answer kept for the judge. */
function watchedFetch(
  host: string,
  signal: AbortSignal,
  seen: { -readonly [Key in keyof Exchange]: Exchange[Key] },
): Fetch {
  const { href } = new URL(SEND_PATH, host);
  return async (url, init) => {
    if (new URL(url).href !== href) throw new Error('posthog: the client asked for an address of its own');
    try {
      const both = init.signal ? AbortSignal.any([signal, init.signal]) : signal;
      const answer = await fetch(href, { ...init, redirect: 'manual', signal: both });
      seen.answer = { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: await answer.text() };
    } catch (thrown) {
      seen.failure = thrown;
      throw thrown;
    }
    // The client halves a batch after a 413 and repeats it. Retries are the business of `events` alone.
    if (seen.answer.status >= 300) throw new Error('posthog: refused');
    return new Response('{}');
  };
}

const idOf = (message: unknown): string => String((message as { readonly uuid?: unknown }).uuid);

/**
 * Sends one batch through a client of its own: a shared one drops its oldest event without a count when its queue is
 * full, and keeps a batch after a network error to send it again with the next.
 */
export async function sendBatch(
  sender: Sender,
  events: readonly OutboundEvent[],
  signal: AbortSignal,
): Promise<Exchange> {
  const { lib, host, apiKey, sendTimeoutMs } = sender;
  const sent = new Set<string>();
  const seen: { -readonly [Key in keyof Exchange]: Exchange[Key] } = { sent };
  const client = new lib.PostHog(apiKey, {
    host,
    flushAt: MAX_BATCH + 1,
    flushInterval: 0,
    maxBatchSize: MAX_BATCH,
    maxQueueSize: 10 * MAX_BATCH,
    fetchRetryCount: 0,
    // Core's deadline is the one that holds.
    requestTimeout: sendTimeoutMs + 1_000,
    disableGeoip: true,
    enableExceptionAutocapture: false,
    preloadFeatureFlags: false,
    fetch: watchedFetch(host, signal, seen),
  });
  // A variable, POSTHOG_CAPTURE_MODE, would make the client call another address, which no lockfile has.
  Reflect.set(client, 'captureMode', 'v0');
  client.on('flush', (messages) => {
    for (const message of messages as readonly unknown[]) sent.add(idOf(message));
  });
  for (const event of events) client.capture(toMessage(event));
  // What it throws repeats what was seen on the way.
  await client.flush().catch(() => undefined);
  return seen;
}
