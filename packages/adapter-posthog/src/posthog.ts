import { type Adapter, type DeferredAdapter, defineAdapter } from '@plumbline/core';
import { projectOf } from './accounts.ts';
import { importPosthog } from './client.ts';
import { egressOf, KIND } from './egress.ts';
import { erase } from './erase.ts';
import { deferPosthog } from './from-env.ts';
import { judge } from './judge.ts';
import { checkOptions, type PosthogEnvOptions, type PosthogOptions } from './options.ts';
import { MAX_BATCH, type Sender, sendBatch } from './send.ts';

/** What core waits for one send where the options do not say. */
const DEFAULT_SEND_MS = 10_000;

interface Opened extends Sender, Pick<PosthogOptions, 'appHost' | 'projectId' | 'personalApiKey'> {}

const create: (options: PosthogOptions) => Adapter = defineAdapter<PosthogOptions, Opened>({
  kind: KIND,
  role: 'mirror',
  // The uuid of an event is its identity there: what arrives twice is counted once.
  capabilities: { maxBatch: MAX_BATCH, idempotent: true },
  destinations: ({ host, appHost }) =>
    [host, ...(appHost === undefined ? [] : [appHost])].map((at) => new URL(at).origin),
  egress: ({ apiKey, projects = [projectOf(apiKey)], ...options }) => egressOf({ ...options, projects }),
  check: (options) => checkOptions(options),
  open: async ({ lib, sendTimeoutMs = DEFAULT_SEND_MS, ...options }) => ({
    ...options,
    sendTimeoutMs,
    lib: lib ?? (await importPosthog()),
  }),
  send: async (sender, { events }, signal) => judge(await sendBatch(sender, events, signal), events),
  erase: (access, request, signal) => erase(access, request, signal),
});

/**
 * Mirrors listed product events to PostHog: by hand, without person profiles, without a lookup of the address, under an
 * ID of its own for each person. Throws PLB_ADAPTER_OPTION for a host or a key that cannot work, and
 * PLB_ADAPTER_ALLOWLIST for a listed property that PostHog gives a meaning.
 */
export const posthog: {
  (options: PosthogOptions): Adapter;
  /** The same, on as soon as `POSTHOG_API_KEY` is set; until then nothing is imported, opened or sent. */
  fromEnv(options: PosthogEnvOptions): DeferredAdapter;
} = Object.assign((options: PosthogOptions) => create(options), {
  fromEnv: (options: PosthogEnvOptions) => deferPosthog(options, create),
});
