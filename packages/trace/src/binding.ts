import type { Tracer } from '@opentelemetry/api';
import type { Counter, Histogram, Log } from '@plumbline/core';
import type { RequestSummary } from '@plumbline/core/context';
import type { HostList } from './host-list.ts';
import type { IdPool } from './id-pool.ts';
import type { InFlight } from './in-flight.ts';

/** What arriving requests need, whatever brings them. */
export interface ServerBinding {
  readonly tracer: Tracer;
  readonly ids: IdPool;
  readonly log: Log;
  readonly serverDuration: Histogram;
  readonly refusedIds: Counter;
  readonly refusedTraceContext: Counter;
  readonly onRequestEnd: ((summary: RequestSummary) => void) | undefined;
}

/** What requests that leave need, whoever sends them. */
export interface ClientBinding {
  readonly hosts: HostList;
  readonly tracer: Tracer;
  readonly ids: IdPool;
  readonly log: Log;
  readonly clientDuration: Histogram;
}

/** What the subscribers of one `bindHttp` share. */
export interface Binding extends ServerBinding, ClientBinding {
  /** Outgoing requests that carry nothing because nobody can say who made them. */
  readonly unattributed: Counter;
  readonly ignore: ((path: string) => boolean) | undefined;
  readonly inFlight: InFlight;
}

/** One channel of `node:diagnostics_channel` and what to do with its messages. */
export interface Subscription {
  readonly channel: string;
  readonly onMessage: (message: unknown) => void;
}

/** Runs a callback of the application; what it throws must not end the process or the request. */
export function guarded(log: Log, what: string, fn: () => void): void {
  try {
    fn();
  } catch (error) {
    try {
      log.error({ callback: what, err: error }, 'a callback threw');
    } catch {
      // A log that throws breaks its contract; there is nowhere left to say so.
    }
  }
}
