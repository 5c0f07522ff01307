import { randomUUID } from 'node:crypto';
import {
  type Adapter,
  type AdapterSpec,
  type DeferredAdapter,
  defineAdapter,
  type OutboundBatch,
  type SendOutcome,
} from '@plumbline/core';
import { type AddressSource, egressOf, PATHS } from './egress.ts';
import { countSeries, encodeCounters, encodeLogs } from './encode.ts';
import { deferOtlp, type OtlpEnvOptions } from './from-env.ts';
import { judge } from './judge.ts';
import { checkOptions, kindOf, type OtlpMode, type OtlpOptions } from './options.ts';
import { createPost, type Post } from './post.ts';

interface Client extends Pick<OtlpOptions, 'service' | 'eventIds'> {
  readonly post: Post;
  /** Tells the numbers of this process from those of others under the same name. */
  readonly instance: string;
}

async function sendLogs(client: Client, { events }: OutboundBatch, signal: AbortSignal): Promise<SendOutcome> {
  const { post, service, eventIds = false } = client;
  const posted = await post(encodeLogs(events, service, eventIds), signal);
  return judge(
    'otlp-events',
    posted,
    events.map(() => 1),
  );
}

async function sendCounters(client: Client, { events }: OutboundBatch, signal: AbortSignal): Promise<SendOutcome> {
  const { post, service, instance } = client;
  const series = countSeries(events);
  const posted = await post(encodeCounters(series, service, instance), signal);
  return judge(
    'otlp-counters',
    posted,
    series.map(({ count }) => count),
  );
}

type Declared = OtlpOptions & AddressSource;

const specOf = (mode: OtlpMode): AdapterSpec<Declared, Client> => ({
  kind: kindOf(mode),
  role: 'mirror',
  // OTLP has no identity of an item: what is sent twice is there twice.
  capabilities: { maxBatch: 500, idempotent: false },
  destinations: ({ endpoint }) => [new URL(endpoint).origin],
  egress: ({ endpoint, at = new URL(endpoint).origin, party = 'first-party', headers = {}, eventIds = false }) =>
    egressOf({ mode, at, party, headerNames: Object.keys(headers), eventIds }),
  check: (options) => checkOptions(options),
  open: ({ endpoint, headers = {}, service, eventIds = false }) =>
    Promise.resolve({
      service,
      eventIds,
      instance: randomUUID(),
      post: createPost(new URL(PATHS[mode], endpoint), headers),
    }),
  send: mode === 'counters' ? sendCounters : sendLogs,
});

const createCounters = defineAdapter(specOf('counters'));

const createLogEvents = defineAdapter(specOf('log-events'));

const create = (options: Declared): Adapter =>
  options.mode === 'counters' ? createCounters(options) : createLogEvents(options);

/**
 * Mirrors listed product events to a receiver of OTLP over HTTP, as numbers or as log records; nobody's ID leaves. Throws
 * PLB_ADAPTER_OPTION for an endpoint or header that cannot work, and PLB_ADAPTER_ALLOWLIST for a listed field of a class
 * that the mode does not send.
 */
export const otlp: {
  (options: OtlpOptions): Adapter;
  /** The same, on as soon as its variables are set; `OTEL_*` is not read. Until then nothing is opened or sent. */
  fromEnv(options: OtlpEnvOptions): DeferredAdapter;
} = Object.assign((options: OtlpOptions) => create(options), {
  fromEnv: (options: OtlpEnvOptions) => deferOtlp(options, create),
});
