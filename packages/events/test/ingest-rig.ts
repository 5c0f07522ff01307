import { randomUUID } from 'node:crypto';
import { testClock } from '@plumbline/testkit';
import type { OutboundEvent } from '@plumbline/core';
import { createEvents, type Events, type EventsOptions } from '../src/index.ts';
import { createIngest, type Ingest, type IngestOptions } from '../src/ingest.ts';
import { catalog, countingMeter, pseudonymizer, shelf, type Shelf } from './world.ts';

export const now: number = Date.UTC(2026, 5, 1);

/** Ingest over a client whose source of truth is in memory, with time of its own. */
export interface Rig {
  readonly clock: ReturnType<typeof testClock>;
  readonly ingest: Ingest;
  readonly events: Events<typeof catalog>;
  readonly truth: Shelf;
  readonly series: Map<string, number>;
  /** Everything that was stored. */
  readonly sent: () => Promise<readonly OutboundEvent[]>;
}

export function ingestRig(
  options: Partial<IngestOptions> = {},
  client: Partial<EventsOptions<typeof catalog>> = {},
): Rig {
  const clock = testClock(now);
  const truth = shelf();
  const { meter, series } = countingMeter();
  const events = createEvents({ catalog, adapters: [truth.adapter], clock, meter, pseudonymizer, ...client });
  const ingest = createIngest({ catalog, events, clock, meter, ...options });
  const sent = async (): Promise<readonly OutboundEvent[]> => {
    await events.flush();
    return truth.batches.flatMap((batch) => batch.events);
  };
  return { clock, ingest, events, truth, series, sent };
}

export const makeEvent = (change: object = {}): Record<string, unknown> => ({
  event_id: randomUUID(),
  name: 'page_viewed',
  schema_version: catalog.version,
  session_id: 'ses_abcdefgh',
  route_pattern: '/items/:id',
  occurred_at: new Date(now - 1_000).toISOString(),
  payload: { feature: 'items' },
  ...change,
});

export const bodyOf = (events: readonly unknown[]): string => JSON.stringify({ v: 1, events });

export const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };

export const post = (body: string | ReadableStream, change: Record<string, string> = {}): Request =>
  new Request('http://app.test/_t', {
    method: 'POST',
    body,
    headers: { ...headers, ...change },
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
