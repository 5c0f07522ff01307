import path from 'node:path';
import { fields, makeCatalog, makeContext } from './setting.ts';
import { BATCH, makeSinkAdapter } from './sink-adapter.ts';

/** One client, set up as its documentation says for a service that must not lose events. */
export interface Client {
  readonly capture: () => void;
  /** Runs calls within the context of a request, for a client that reads one. */
  readonly inRequest?: (work: () => void) => void;
  /** Waits until everything captured was handed over, as far as the client can say. */
  readonly finish: () => Promise<unknown>;
}

/** Makes a client that posts to this origin and has room for so many events. */
export type MakeClient = (origin: string, room: number) => Promise<Client>;

const FINISH_MS = 30_000;

/** The floor: the same rows as JSON, a thousand in one request. */
export const stringify: MakeClient = async (origin) => {
  let batch: object[] = [];
  const sent: Promise<unknown>[] = [];
  const send = (): void => {
    const body = JSON.stringify(batch);
    batch = [];
    sent.push(fetch(`${origin}/floor`, { method: 'POST', body }).then((answer) => answer.text()));
  };
  const { randomUUID } = await import('node:crypto');
  return {
    capture() {
      const at = Date.now();
      batch.push({
        org_id_hash: '1'.repeat(32),
        event_id: randomUUID(),
        name: 'approval_submitted',
        schema_version: '2026-11-bench-v1',
        session_id: 'ses_01890a5dac96774b',
        anonymous_user_id: '0'.repeat(32),
        route_pattern: '/items/:id/decisions',
        payload_json: JSON.stringify({ feature: 'approvals', ...fields }),
        occurred_at: at,
        ingested_at: at,
        source: 'api',
      });
      if (batch.length === BATCH) send();
    },
    async finish() {
      if (batch.length > 0) send();
      await Promise.all(sent);
    },
  };
};

const plumbline =
  (kept: 'memory' | 'spool'): MakeClient =>
  async (origin) => {
    const { createEvents } = await import('@plumbline/events');
    const { runInContext } = await import('@plumbline/core/context');
    const events = createEvents({
      catalog: await makeCatalog(),
      adapters: [await makeSinkAdapter(origin)],
      maxBatch: BATCH,
      ...(kept === 'spool' && { spool: { directory: path.resolve('spool') } }),
    });
    await events.start();
    const context = await makeContext();
    return {
      capture: () => events.capture('approval_submitted', fields),
      inRequest: (work) => runInContext(context, work),
      finish: () => events.shutdown({ timeoutMs: FINISH_MS }),
    };
  };

export const memory: MakeClient = plumbline('memory');
export const spool: MakeClient = plumbline('spool');

export const posthog: MakeClient = async (origin, room) => {
  const { PostHog } = await import('posthog-node');
  const client = new PostHog('phc_benchmark', {
    host: origin,
    flushAt: BATCH,
    maxBatchSize: BATCH,
    maxQueueSize: room,
    disableCompression: true,
    disableGeoip: true,
  });
  return {
    capture: () => client.capture({ distinctId: 'u_1', event: 'approval_submitted', properties: { ...fields } }),
    finish: () => client.shutdown(FINISH_MS),
  };
};

export const segment: MakeClient = async (origin) => {
  const { Analytics } = await import('@segment/analytics-node');
  const client = new Analytics({ writeKey: 'benchmark', host: origin, path: '/v1/batch', maxEventsInBatch: BATCH });
  return {
    capture: () => client.track({ userId: 'u_1', event: 'approval_submitted', properties: { ...fields } }),
    finish: () => client.closeAndFlush({ timeout: FINISH_MS }),
  };
};

export const rudder: MakeClient = async (origin, room) => {
  const { default: Rudder } = await import('@rudderstack/rudder-sdk-node');
  const client = new Rudder('benchmark', {
    dataPlaneUrl: origin,
    flushAt: BATCH,
    maxQueueSize: 500_000_000,
    maxInternalQueueSize: room,
    gzip: false,
    logLevel: 'error',
  });
  return {
    capture: () => client.track({ userId: 'u_1', event: 'approval_submitted', properties: { ...fields } }),
    finish: () => client.flush(),
  };
};

export const mixpanel: MakeClient = async (origin) => {
  const { default: library } = await import('mixpanel');
  const url = new URL(origin);
  const client = library.init('benchmark', { host: url.host, protocol: 'http' });
  const sent: Promise<unknown>[] = [];
  return {
    // Its `track` makes one request for each event; there is no queue.
    capture() {
      sent.push(
        new Promise((resolve) => client.track('approval_submitted', { distinct_id: 'u_1', ...fields }, resolve)),
      );
    },
    finish: () => Promise.all(sent),
  };
};

export const amplitude: MakeClient = async (origin) => {
  const library = await import('@amplitude/analytics-node');
  await library.init('benchmark', {
    serverUrl: `${origin}/2/httpapi`,
    flushQueueSize: BATCH,
    flushIntervalMillis: 1_000,
    logLevel: library.Types.LogLevel.None,
  }).promise;
  return {
    capture: () => void library.track('approval_submitted', { ...fields }, { user_id: 'u_1_benchmark' }),
    finish: () => library.flush().promise,
  };
};

export const snowplow: MakeClient = async (origin) => {
  const { buildSelfDescribingEvent, newTracker } = await import('@snowplow/node-tracker');
  const tracker = newTracker(
    { namespace: 'benchmark', appId: 'benchmark', encodeBase64: false },
    { endpoint: origin, bufferSize: BATCH, eventMethod: 'post', maxPostBytes: 1_000_000 },
  );
  return {
    capture() {
      const event = { schema: 'iglu:bench/approval_submitted/jsonschema/1-0-0', data: { ...fields } };
      tracker.track(buildSelfDescribingEvent({ event }));
    },
    finish: () => tracker.flush(),
  };
};
