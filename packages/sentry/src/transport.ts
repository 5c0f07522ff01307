import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import process from 'node:process';
import type { DropReason } from '@plumbline/core';
import { runOutsideContext } from '@plumbline/core/context';
import type { Sdk, Transport, TransportOptions } from './sdk.ts';

/** Longest life of one request. Sentry answers in well under a second; a receiver that hangs must not hold sockets. */
export const SEND_TIMEOUT_MS = 5_000;

export interface TransportSpec {
  readonly sdk: Sdk;
  /** Events that went through the closed list; nothing else is sent. */
  readonly approved: WeakSet<object>;
  /** Ends all requests at shutdown. */
  readonly stop: AbortSignal;
  readonly onDelivered: () => void;
  readonly onLost: (reason: DropReason) => void;
}

type Envelope = Parameters<Transport['send']>[0];

/** The SDK's reasons in the words of this project. */
const REASONS: Readonly<Record<string, DropReason>> = {
  queue_overflow: 'queue_full',
  ratelimit_backoff: 'rate_limited',
  network_error: 'retries_exhausted',
};

function judge(status: number): DropReason | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'retries_exhausted' : 'rejected';
}

/** Cuts an envelope to approved events and to the headers that Sentry needs; undefined when nothing is left. */
function keepEnvelope(envelope: Envelope, approved: WeakSet<object>): Envelope | undefined {
  const [header, items] = envelope as [Record<string, unknown>, readonly (readonly [{ type?: unknown }, unknown])[]];
  const kept = items.flatMap(([{ type }, payload]) => {
    if (type !== 'event' || typeof payload !== 'object' || payload === null || !approved.has(payload)) return [];
    const { sdk, ...event } = payload as { readonly sdk?: { readonly name?: unknown; readonly version?: unknown } };
    // `infer_ip: never` keeps the receiver from storing the address the request came from.
    const settings = { infer_ip: 'never' };
    return [[{ type }, { ...event, sdk: { name: sdk?.name, version: sdk?.version, settings } }]];
  });
  if (kept.length === 0) return undefined;
  const { event_id, sent_at } = header;
  return [{ event_id, sent_at }, kept] as unknown as Envelope;
}

function boundedHttp(url: string, stop: AbortSignal): NonNullable<TransportOptions['httpModule']> {
  // Not by `import`: that loads Node's own fetch and WebSocket too, in every process that has no tracker either.
  const { request } = process.getBuiltinModule(url.startsWith('https:') ? 'node:https' : 'node:http');
  return {
    request: (options, callback) => {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(SEND_TIMEOUT_MS)]);
      return request({ ...(options as RequestOptions), signal }, callback as (answer: IncomingMessage) => void);
    },
  };
}

/** The SDK's own transport behind the last gate: approved events only, one request bounded in time, every loss named. */
export function createTransport(options: TransportOptions, spec: TransportSpec): Transport {
  const { sdk, approved, stop, onDelivered, onLost } = spec;
  const inner = sdk.makeNodeTransport({
    ...options,
    httpModule: boundedHttp(options.url, stop),
    // 413 is reported here and as a status as well; it is counted by its status.
    recordDroppedEvent: (reason) => {
      const known = REASONS[reason];
      if (known) onLost(known);
    },
  });
  return {
    flush: (timeout) => inner.flush(timeout),
    send: async (envelope) => {
      const kept = keepEnvelope(envelope, approved);
      if (!kept) return {};
      // A pooled socket outlives the request that opened it.
      const answer = await runOutsideContext(() => inner.send(kept));
      if (answer.statusCode === undefined) return answer;
      const reason = judge(answer.statusCode);
      if (reason) onLost(reason);
      else onDelivered();
      return answer;
    },
  };
}
